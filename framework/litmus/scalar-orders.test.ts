import { evaluate } from './model/evaluate';
import { withScalarOrders, type Orders } from './scalar-orders';
import { LB, MP, SB, TwoPlusTwoW, type Shape } from './shapes';

const isas = ['aarch64', 'armv7-r'] as const;
const verdict = (shape: Shape, orders: Orders): string => evaluate(withScalarOrders(shape, orders, isas), { domain: 'amp' }).verdict;

test.each<[Shape, Orders, string]>([
  [
    MP,
    [
      ['relaxed', 'relaxed'],
      ['relaxed', 'relaxed'],
    ],
    'Allowed',
  ],
  [
    MP,
    [
      ['relaxed', 'release'],
      ['relaxed', 'relaxed'],
    ],
    'Allowed',
  ],
  [
    MP,
    [
      ['relaxed', 'relaxed'],
      ['acquire', 'relaxed'],
    ],
    'Allowed',
  ],
  [
    MP,
    [
      ['relaxed', 'release'],
      ['acquire', 'relaxed'],
    ],
    'Forbidden',
  ],
  [
    LB,
    [
      ['relaxed', 'release'],
      ['relaxed', 'release'],
    ],
    'Forbidden',
  ],
  [
    LB,
    [
      ['acquire', 'relaxed'],
      ['acquire', 'relaxed'],
    ],
    'Forbidden',
  ],
  [
    SB,
    [
      ['release', 'acquire'],
      ['release', 'acquire'],
    ],
    'Allowed',
  ],
  [
    SB,
    [
      ['seq_cst', 'seq_cst'],
      ['seq_cst', 'seq_cst'],
    ],
    'Forbidden',
  ],
  [
    TwoPlusTwoW,
    [
      ['relaxed', 'release'],
      ['relaxed', 'release'],
    ],
    'Forbidden',
  ],
])('of %p with the orders %j the model says what C11 promises of them', (shape, orders, expected) => {
  expect(verdict(shape, orders)).toBe(expected);
});

test('the name tells the orders', () => {
  expect(
    withScalarOrders(
      MP,
      [
        ['relaxed', 'release'],
        ['acquire', 'relaxed'],
      ],
      isas,
    ).name,
  ).toBe('MP+rlx-rel+acq-rlx');
});
