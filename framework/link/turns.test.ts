import { expect, test } from '@jest/globals';
import { Turns } from './turns';

test('turns come one at a time, in the order of asking', async () => {
  const turns = new Turns();
  const seen: string[] = [];
  const work = async (name: string): Promise<void> => {
    const turn = turns.next();
    await turn.come;
    seen.push(`${name} in`);
    await new Promise(setImmediate);
    seen.push(`${name} out`);
    turn.done();
  };
  await Promise.all(['a', 'b', 'c'].map(work));
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
});

test('a turn given up before it came lets the next one in only after those before it', async () => {
  const turns = new Turns();
  const [first, second, third] = [turns.next(), turns.next(), turns.next()];
  await first.come;
  second.done();
  let came = false;
  const waiting = third.come.then(() => (came = true));
  await new Promise(setImmediate);
  expect(came).toBe(false);
  first.done();
  await waiting;
  expect(came).toBe(true);
});
