import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FAULTS, type FaultKind } from './kind';
import { faultNames, faultList, faultText, parseFault } from './parse';

/** A kind of the catalogue with an argument that the selftest could draw. */
const drawn = fc.constantFrom(...FAULTS).chain((kind) => {
  const { argument } = kind;
  if (!argument) return fc.constant({ kind, text: kind.name });
  const step = argument.step ?? 1;
  return fc
    .integer({ min: Math.ceil(argument.least / step), max: Math.floor(argument.most / step) })
    .map((n) => ({ kind, text: `${kind.name}=${argument.form === 'ratio' ? '1/' : ''}${n * step}` }));
});

describe('parseFault', () => {
  test('gives the kind of every fault that can be drawn, and faultText its text again', () => {
    fc.assert(
      fc.property(drawn, ({ kind, text }) => {
        const fault = parseFault(text);
        expect(fault.kind).toBe(kind);
        expect(faultText(fault)).toBe(text);
      }),
    );
  });

  test('takes what it understands as it is written, and refuses all else with a ConfigError', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.tuple(fc.constantFrom(...faultNames()), fc.string()).map(([name, rest]) => `${name}${rest}`),
        ),
        (text) => {
          try {
            const fault = parseFault(text);
            expect(parseFault(faultText(fault))).toEqual(fault);
          } catch (error) {
            expect(error).toMatchObject({ code: 'ConfigError', message: expect.stringContaining(text) });
          }
        },
      ),
    );
  });

  test.each([
    ['melted', /there is no fault 'melted'.*\n.*fix: use one of: .*stuck-bit/s],
    ['', /there is no fault ''/],
    ['stuck-bit', /needs an argument \(bit of each 32-bit word\).*\n.*stuck-bit=N, N from 0 to 31/s],
    ['stuck-bit=32', /'32' is not allowed.*\n.*N from 0 to 31/s],
    ['stuck-bit=1/3', /'1\/3' is not allowed/],
    ['stuck-bit=', /'' is not allowed/],
    ['lost-write=64', /'64' is not allowed.*\n.*lost-write=1\/N, N from 1 to 1000000/s],
    ['lost-write=1/0', /is not allowed/],
    ['window-shifted=100', /a multiple of 64/],
    ['jitter=3', /takes no argument/],
    ['jitter=', /takes no argument/],
  ])("'%s' is refused with the fault, its value and what is allowed", (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });

  test('an argument that may be left out has its default', () => {
    expect(faultText(parseFault('stale-read'))).toBe('stale-read=1/64');
  });

  test.each<[string, FaultKind['expect']]>([
    ['serial-drop=1/2', 'broken'],
    ['serial-drop=1/10000', 'survived'],
  ])('%s is the kind that is %s: of two with one name the rate decides', (text, expected) => {
    expect(parseFault(text).kind.expect).toBe(expected);
  });
});

test('faultList reads a list with commas, an empty one, and none', () => {
  expect(faultList(' jitter, stuck-bit=7,')).toEqual(['jitter', 'stuck-bit=7']);
  expect([faultList(''), faultList()]).toEqual([[], []]);
});
