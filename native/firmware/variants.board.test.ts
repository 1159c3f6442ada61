import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import sim from '../../boards/sim/board';
import { buildFirmware, run } from './test/build';

/** native/core is compiled twice for the simulator; what is direct must not know that there is a model. */

const BUILD = resolve(__dirname, '../../build');
const MODEL = /\b(amp_model_\w+|variant_modelled|model_\w+)\b/;

const symbols = (file: string, ...flags: string[]): string[] =>
  run('nm', [...flags, file])
    .trim()
    .split('\n');
const ofModel = (lines: readonly string[]): string[] => lines.filter((line) => MODEL.test(line));

describe('the objects of the simulated R5', () => {
  let objects: string;

  beforeAll(() => {
    objects = dirname(buildFirmware(sim, 'posix'));
  }, 120_000);

  test('hold no symbol of the model where they are direct', () => {
    const direct = readdirSync(join(objects, 'obj/core')).filter((name) => name.endsWith('.o'));
    expect(direct.length).toBeGreaterThan(20);
    for (const name of direct) expect([name, ...ofModel(symbols(join(objects, 'obj/core', name)))]).toEqual([name]);
    expect(ofModel(symbols(join(objects, 'obj/variant.c.o')))).toEqual([]);
  });

  test.each(['block', 'handoff', 'bench', 'span', 'message'])('ask the model where they are modelled: %s', (name) => {
    const asked = ofModel(symbols(join(objects, `modelled/core/${name}.c.o`), '-u', '-P'));
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['amp_model_load', 'amp_model_store']);
  });

  test('are linked so that the modelled ones show nothing but their table and what a port may supply instead', () => {
    const shown = symbols(join(objects, 'modelled.o'), '-g', '--defined-only', '-P').map((line) => line.split(' ')[0] as string);
    expect(shown.filter((name) => !name.startsWith('amp_port_'))).toEqual(['variant_modelled']);
  });
});

describe('what is shipped', () => {
  test.each(['firmware/zcu102-qemu/r5.elf', 'firmware/zcu102/r5.elf', 'addon/x64/amp_hil.node'])(
    'holds nothing of the model: %s',
    (name) => {
      const all = symbols(join(BUILD, name));
      expect(all.length).toBeGreaterThan(100);
      expect(ofModel(all)).toEqual([]);
    },
  );

  test('holds nothing of the model: addon/arm64/amp_hil.node, stripped', () => {
    const all = symbols(join(BUILD, 'addon/arm64/amp_hil.node'), '-D');
    expect(all.length).toBeGreaterThan(100);
    expect(ofModel(all)).toEqual([]);
  });

  test('calls the model in the simulated R5 from modelled functions only: firmware/sim/r5', () => {
    const file = join(BUILD, 'firmware/sim/r5');
    // The direct core keeps its names global, the modelled one does not.
    const direct = new Map(
      symbols(file, '--defined-only')
        .map((line) => /^([0-9a-f]+) T (amp_\w+)$/.exec(line))
        .flatMap((found) => (found === null || MODEL.test(found[2] as string) ? [] : [[found[1], found[2]] as const])),
    );
    expect(direct.size).toBeGreaterThan(30);
    const callers = run('objdump', ['-d', '--no-show-raw-insn', file])
      .split('\n\n')
      .filter((body) => /<amp_model_(load|store)>$/m.test(body.slice(body.indexOf('\n'))))
      .map((body) => /^([0-9a-f]+) </.exec(body.trim())?.[1]);
    expect(callers.length).toBeGreaterThan(10);
    expect(callers.filter((address) => direct.has(address))).toEqual([]);
  });
});
