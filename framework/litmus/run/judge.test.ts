import { MP, SB, S } from '../shapes';
import { parseLitmus } from '../parse/parse';
import { Judge } from './judge';

const seen = (counts: Record<string, number>) => Object.entries(counts).map(([state, count], first) => ({ state, count, first }));

test('store buffering is allowed, expected of an in-order core, and counted as weak', () => {
  const judged = new Judge(SB.with('po', 'po'), 'amp').judge(seen({ '0:X2=0; 1:X2=0;': 10, '0:X2=1; 1:X2=0;': 90 }));
  expect(judged).toMatchObject({
    verdict: 'Allowed',
    observation: 'Sometimes',
    positive: 10,
    negative: 90,
    weakPerMillion: 100_000,
    result: 'pass',
  });
  expect(judged.histogram.map(({ tier, witness }) => [tier, witness])).toEqual([
    ['allowed', true],
    ['allowed', false],
  ]);
});

test('message passing without barriers is allowed, and not expected of an in-order core', () => {
  const judged = new Judge(MP.with('po', 'po'), 'amp').judge(seen({ '1:X0=1; 1:X2=0;': 1, '1:X0=1; 1:X2=1;': 999_999 }));
  expect(judged.histogram[0]).toMatchObject({ tier: 'unexpected', allowed: true, witness: true });
  expect(judged).toMatchObject({ findings: [], result: 'pass', weakPerMillion: 1 });
});

test('with full barriers it is forbidden, and one outcome in a million is the finding, with the cycle', () => {
  const judged = new Judge(MP.with('dmb.sy', 'dmb.sy'), 'amp').judge(seen({ '1:X0=0; 1:X2=0;': 999_999, '1:X0=1; 1:X2=0;': 1 }));
  expect(judged).toMatchObject({ verdict: 'Forbidden', observation: 'Sometimes', positive: 1, result: 'fail' });
  expect(judged.findings).toEqual([
    {
      state: '1:X0=1; 1:X2=0;',
      count: 1,
      iteration: 1,
      explanation: expect.stringMatching(/forbidden: the model demands[\s\S]*before itself/) as string,
    },
  ]);
});

test('barriers of the inner-shareable domain forbid nothing between the two systems', () => {
  const states = seen({ '1:X0=1; 1:X2=0;': 1 });
  expect(new Judge(MP.with('dmb.ish', 'dmb.ish'), 'amp').judge(states).result).toBe('pass');
  expect(new Judge(MP.with('dmb.ish', 'dmb.ish'), 'inner').judge(states).result).toBe('fail');
});

test('a value that no thread writes is forbidden and named so', () => {
  const [finding] = new Judge(S.with('po', 'po'), 'amp').judge(seen({ '1:X0=7; [x]=2;': 1 })).findings;
  expect(finding?.explanation).toMatch(/1:X0 never is 7/);
});

test('of a register of 64 bits an outcome has the low half, and is judged by that', () => {
  const text = 'AArch64 T\n{ 0:X1=x; }\n P0 ;\n MOV W0,#0 ;\n SUB X0,X0,#1 ;\nexists (0:X0=-1)\n';
  const [run, other] = [4294967295, 4294967294].map((value) => new Judge(parseLitmus(text), 'amp').judge(seen({ [`0:X0=${value};`]: 5 })));
  expect([run?.result, run?.positive, other?.result]).toEqual(['pass', 5, 'fail']);
});
