import { checkOptions, type LitmusOptions } from './options';

test('defaults are one-way rendezvous with a fence, the domain of two systems, locations apart', () => {
  expect(checkOptions({ iterations: 1000 }, ['x86-64', 'x86-64'], true)).toEqual({
    iterations: 1000,
    domain: 'amp',
    mode: 'userfence',
    group: 32,
    preload: false,
    skew: 0,
    delay: 0,
    layout: 'apart',
    timeout: 30_050,
  });
});

test.each<[Partial<Record<keyof LitmusOptions, unknown>>, RegExp]>([
  [{ iterations: 0 }, /iterations is 0: a whole number of at least 1/],
  [{ iterations: 1.5 }, /iterations is 1\.5/],
  [{ iterations: 2 ** 31 }, /iterations is 2147483648: at most 2147483647/],
  [{ skew: -1 }, /skew is -1: a whole number from 0/],
  [{ skew: 65536 }, /skew is 65536: at most 65535/],
  [{ delay: Number.NaN }, /delay is NaN/],
  [{ stride: 48 }, /stride is 48: a power of two from 16 to 4096/],
  [{ stride: 8192 }, /stride is 8192/],
  [{ cpu: -1 }, /cpu is -1: a whole number from 0/],
  [{ group: 3 }, /group is 3: a power of two from 1 to 64/],
  [{ mode: 'barrier' }, /mode 'barrier' is unknown\n.*user, userfence, timebase, none/],
  [{ layout: 'near' }, /layout 'near' is unknown\n.*apart, same-line/],
  [{ domain: 'outer' }, /domain 'outer' is unknown\n.*amp, inner/],
])('%j is refused, with what is allowed', (options, message) => {
  expect(() => checkOptions({ iterations: 1, ...options } as LitmusOptions, ['x86-64'], true)).toThrow(message);
});

test('sides that are not both x86-64 meet both ways, and a mode that is asked for meets before every iteration', () => {
  expect(checkOptions({ iterations: 1 }, ['aarch64', 'armv7-r'], false)).toMatchObject({ mode: 'timebase', group: 8, delay: 0 });
  expect(checkOptions({ iterations: 1, mode: 'user' }, ['aarch64', 'armv7-r'], false)).toMatchObject({ mode: 'user', group: 1 });
});

test('the memory of an emulated Arm board is loaded before a meeting; that of a real one, and of the simulator, is not', () => {
  expect(checkOptions({ iterations: 1 }, ['aarch64', 'armv7-r'], true).preload).toBe(true);
  expect(checkOptions({ iterations: 1 }, ['aarch64', 'armv7-r'], false).preload).toBe(false);
  expect(checkOptions({ iterations: 1 }, ['x86-64', 'x86-64'], true).preload).toBe(false);
});
