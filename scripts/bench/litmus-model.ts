import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate } from '../../framework/litmus/model/evaluate';
import { parseLitmus } from '../../framework/litmus/parse/parse';
import { summarise } from '../../framework/throughput/sample';
import type { Figure } from './figure';

/** What a user waits for when the generated tests of two threads are judged: reading and model, the files being in memory. */

const ROUNDS = 5;
const LIMIT_S = 0.5;

export function litmusModelFigure(root: string): Figure {
  const texts = ['aarch64', 'arm'].flatMap((folder) => {
    const path = join(root, 'framework', 'litmus', 'test', 'corpus', folder);
    return readdirSync(path).map((name) => ({ file: join(path, name), text: readFileSync(join(path, name), 'utf8') }));
  });
  const seconds = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    for (const { text, file } of texts) evaluate(parseLitmus(text, { file }), { domain: 'inner' });
    return (performance.now() - start) / 1000;
  });
  const { median, quantiles } = summarise(seconds);
  return {
    what: `memory model over ${texts.length} litmus tests of two threads, reading included`,
    value: `median ${median.toFixed(3)} s, slowest ${quantiles.max.toFixed(3)} s of ${ROUNDS} in one process`,
    limit: `≤ ${LIMIT_S} s`,
    ok: median <= LIMIT_S,
  };
}
