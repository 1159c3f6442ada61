import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLitmus } from '../parse/parse';
import { MP, SHAPES } from '../shapes';
import { explain } from './explain';
import { explanationSvg } from './svg';

const inner = { domain: 'inner' } as const;
const mp = () => explanationSvg(explain(MP.with('dmb.sy', 'dmb.sy'), inner, '1:X0=1; 1:X2=0')) ?? '';

test('a picture has every event with its instruction, the barriers, and the edges of the cycle with their names', () => {
  const texts = [...mp().matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts).toEqual(
    expect.arrayContaining(['a: W x=1', 'd: R x=0', 'STR W20,[X19]', 'DMB SY', 'P0', 'P1', 'rf', 'fr', 'bob(dmb sy)', 'initially x=0 y=0']),
  );
  expect(texts[0]).toBe('MP+dmb.sys: 1:X0=1; 1:X2=0; forbidden (external)');
});

test('it has colours for light and for dark grounds', () => {
  expect(mp()).toMatch(/@media \(prefers-color-scheme: dark\)/);
});

test('edges of the cycle stand out from the others', () => {
  expect([...mp().matchAll(/class="edge [\w-]+ strong"/g)]).toHaveLength(4);
});

test('whatever a test calls itself and its instructions, the picture is well-formed and no text becomes markup', () => {
  const base = MP.with('dmb.sy', 'dmb.sy');
  const nasty = '</text><script>alert("1")</script>&\u0007';
  const threads = base.threads.map((thread) => ({ ...thread, instructions: thread.instructions.map((one) => ({ ...one, text: nasty })) }));
  const svg = explanationSvg(explain({ ...base, name: nasty, threads }, inner, '1:X0=1; 1:X2=0')) ?? '';
  expect(svg).not.toMatch(/<script/);
  expect(svg).not.toContain('\u0007');
  expect(openTags(svg)).toEqual([]);
});

test('pictures of three and four threads keep every box inside', () => {
  for (const name of ['corpus/aarch64-3/IRIW+addrs', 'corpus/arm-3/WRC+dmb+addr', 'corpus/aarch64-3/3.LB+dmb.sys']) {
    const file = join(__dirname, '..', 'test', `${name}.litmus`);
    const test = parseLitmus(readFileSync(file, 'utf8'), { file });
    const first = /\((.*)\)/.exec(test.conditionText)?.[1] ?? '';
    const svg = explanationSvg(explain(test, inner, first)) ?? '';
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)?.map(Number) ?? [];
    const boxes = [...svg.matchAll(/class="box[^"]*" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g)].map((match) =>
      match.slice(1).map(Number),
    );
    expect(boxes.length).toBeGreaterThan(4);
    for (const [x = 0, y = 0, w = 0, h = 0] of boxes)
      expect([x > 0, y > 0, x + w < (width ?? 0), y + h < (height ?? 0)]).toEqual([true, true, true, true]);
  }
});

test.each(SHAPES.map((shape) => [shape.name, shape] as const))('%s without barriers has a picture of its weak outcome', (_, shape) => {
  const weak = Object.entries(shape.witness)
    .map(([item, value]) => `${item}=${value}`)
    .join('; ');
  const edges = shape.pairs.filter((pair) => pair !== undefined).map(() => 'po' as const);
  expect(openTags(explanationSvg(explain(shape.with(...edges), inner, weak)) ?? '<missing>')).toEqual([]);
});

/** Elements that are opened and not closed, or the reverse. */
function openTags(svg: string): string[] {
  const open: string[] = [];
  for (const [, slash, name = '', own] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (own === '/') continue;
    if (slash !== '/') open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}
