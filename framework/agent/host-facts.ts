import { readFileSync } from 'node:fs';
import { cpus, hostname, release } from 'node:os';

/** What this Linux says of itself, for the record: only what is readable, so a fact that is missing is missing on the board. */
export function hostFacts(): { kernel: string; hostname: string; facts: Record<string, string> } {
  const facts: Record<string, string> = { cpus: String(cpus().length) };
  const sources: Record<string, string> = {
    governor: '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor',
    frequencyKhz: '/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq',
    clocksource: '/sys/devices/system/clocksource/clocksource0/current_clocksource',
    temperatureMilliC: '/sys/class/thermal/thermal_zone0/temp',
    model: '/proc/device-tree/model',
    kernelVersion: '/proc/version',
  };
  for (const [name, path] of Object.entries(sources)) {
    const text = readIfThere(path);
    if (text) facts[name] = text;
  }
  return { kernel: release(), hostname: hostname(), facts };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '').trim().slice(0, 300);
  } catch {
    return undefined; // no such sensor or driver here: that is what "where readable" means
  }
}
