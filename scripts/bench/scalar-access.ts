import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeRegion } from '../../framework/agent/addon';
import { loadAddon } from '../../framework/agent/load-addon';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/**
 * What one scalar access costs when TypeScript makes it through the addon: everything from the call to its return, the access itself
 * (a few ns) included, so the addon's overhead is below it. Widths and directions take turns.
 */

const ROUNDS = 15;
const CALLS = 20_000;
const LIMIT_NS = 1000;
const SIZE = 0x1000;

export function scalarAccessFigure(): Figure {
  const folder = mkdtempSync(join(tmpdir(), 'amp-hil-bench-'));
  writeFileSync(join(folder, 'memory'), Buffer.alloc(SIZE));
  const region = loadAddon().open(join(folder, 'memory'), 0, 0, SIZE);
  try {
    const kinds = [8, 16, 32, 64].flatMap((width) => [true, false].map((load) => ({ width, load, ns: [] as number[] })));
    for (let round = -2; round < ROUNDS; round++) {
      for (const kind of kinds) {
        const ns = turn(region, kind.width, kind.load);
        if (round >= 0) kind.ns.push(ns);
      }
    }
    const medians = kinds.map(({ width, load, ns }) => ({ what: `${load ? 'read' : 'write'}${width}`, ns: summarise(ns).median }));
    const worst = medians.reduce((a, b) => (b.ns > a.ns ? b : a));
    const each = medians.map(({ what, ns }) => `${what} ${ns.toFixed(0)}`).join(', ');
    return {
      what: 'scalar access from TypeScript through the addon, seq_cst, from call to return',
      value: `worst ${worst.what} ${worst.ns.toFixed(0)} ns (medians of ${ROUNDS} × ${CALLS}; ${each})`,
      limit: `≤ ${LIMIT_NS} ns`,
      ok: worst.ns <= LIMIT_NS,
    };
  } finally {
    region.close();
    rmSync(folder, { recursive: true });
  }
}

/** ns a call. */
function turn(region: NativeRegion, width: number, load: boolean): number {
  const value = width === 64 ? 0x0123456789abcdefn : 0x5a;
  const start = process.hrtime.bigint();
  if (load) for (let i = 0; i < CALLS; i++) region.read(width, 8 * (i & 63), SEQ_CST);
  else for (let i = 0; i < CALLS; i++) region.write(width, 8 * (i & 63), value, SEQ_CST);
  return Number(process.hrtime.bigint() - start) / CALLS;
}

/** Of `NativeRegion.read`. */
const SEQ_CST = 2;
