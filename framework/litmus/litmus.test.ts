import { LitmusError } from '../errors/errors';
import { litmus } from './litmus';
import { evaluate } from './model/evaluate';
import { parseLitmus } from './parse/parse';
import { printLitmus } from './print';

const MP = () =>
  litmus('MP+dmb.sy+addr')
    .thread((t) => t.store('x', 1).barrier('dmb.sy').store('y', 1))
    .thread((t) => t.load('X0', 'y').load('X2', 'x', { after: { kind: 'addr', on: 'X0' } }));

test('a built test reads like its shape and is judged', () => {
  const { verdict, states } = evaluate(MP().exists('1:X0=1 /\\ 1:X2=0'), { domain: 'inner' });
  expect(verdict).toBe('Forbidden');
  expect(states).toEqual(['1:X0=0; 1:X2=0;', '1:X0=0; 1:X2=1;', '1:X0=1; 1:X2=1;']);
});

test('without the dependency the weak state is allowed', () => {
  const test = litmus('MP+dmb.sy+po')
    .thread((t) => t.store('x', 1).barrier('dmb.sy').store('y', 1))
    .thread((t) => t.load('X0', 'y').load('X2', 'x'));
  expect(evaluate(test.exists('1:X0=1 /\\ 1:X2=0'), { domain: 'inner' }).verdict).toBe('Allowed');
});

test('a built test prints as a text that reads back as the same test', () => {
  const built = MP().doc('message passing').initially('z', 3).locations('x', '0:X20').filter('1:X0=1').notExists('1:X2=0 \\/ z=4');
  const { threads, ...read } = parseLitmus(printLitmus(built));
  expect(read).toEqual({ ...built, threads: undefined, conditionText: read.conditionText });
  expect(threads.map(({ instructions }) => instructions.map(({ text }) => text))).toEqual(
    built.threads.map(({ instructions }) => instructions.map(({ text }) => text)),
  );
});

test.each([
  ['2:X0=1', /not a thread of this test/],
  ['q=1', /not a location of this test/],
  ['1:X0=1) (', /nothing after the condition/],
])('the condition %s is refused', (condition, says) => {
  expect(() => MP().exists(condition)).toThrow(says);
  expect(() => MP().exists(condition)).toThrow(LitmusError);
});
