import { JOBS, packArgs, unpackResults, type JobArgs, type JobName, type JobResults } from './jobs';
import { LONGEST_COMMAND, parseHex } from './protocol';
import { malformed } from './r5-caller';

export interface JobLines {
  /** `args` commands for what does not fit into the job's own line. */
  loads: string[];
  command: string;
}

/** A job's command line, with as many arguments as it holds. */
export function jobLines<N extends JobName>(name: N, args: JobArgs<N>): JobLines {
  const words = packArgs(name, args).map((value) => value.toString(16));
  let command = `job ${name}`;
  let next = 0;
  for (; next < words.length && command.length + 1 + (words[next] as string).length <= LONGEST_COMMAND; next++)
    command += ` ${words[next]}`;
  const loads: string[] = [];
  while (next < words.length) {
    let load = `args ${next.toString(16)} ${words[next++]}`;
    for (; next < words.length && load.length + 1 + (words[next] as string).length <= LONGEST_COMMAND; next++) load += ` ${words[next]}`;
    loads.push(load);
  }
  return { loads, command };
}

/** `R0 R1 …` by name. */
export function jobResults<N extends JobName>(peer: string, name: N, text: string): JobResults<N> {
  const values = text.split(' ').map(parseHex);
  if (values.length !== JOBS[name].results.length || values.includes(undefined)) throw malformed(peer, `job ${name}`, text);
  return unpackResults(name, values as bigint[]);
}
