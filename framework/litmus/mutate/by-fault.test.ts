import { expect, test } from '@jest/globals';
import { LITMUS_FAULTS } from '../../fault/litmus-faults';
import { faultMutations } from './by-fault';

const peers = { linux: {}, r5: {}, 'r5-1': {} };

test('each fault of litmus threads mutates the sides that it names, and others none', () => {
  expect(faultMutations({ faults: ['r5-load-reorder', 'jitter'], peers })).toEqual([
    { kind: 'swap-loads', side: 'r5' },
    { kind: 'swap-loads', side: 'r5-1' },
  ]);
  expect(faultMutations({ faults: ['linux-store-reorder'], peers })).toEqual([{ kind: 'swap-stores', side: 'linux' }]);
});

test('no fault of litmus threads is without a mutation', () => {
  for (const { name } of LITMUS_FAULTS) expect([name, faultMutations({ faults: [name], peers }).length > 0]).toEqual([name, true]);
});
