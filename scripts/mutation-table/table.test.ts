import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { isaByPeer } from '../../framework/board/isa-by-peer';
import { loadBoard } from '../../framework/board/load-board';
import { brokenCells } from '../../framework/litmus/forbidden-cells';
import { fromRoot, ROOT } from '../setup/paths';
import { BOARDS, rowKey, TABLE_FILE } from './table';

const text = readFileSync(fromRoot(TABLE_FILE), 'utf8');

test.each(BOARDS)(
  'the table in docs/ has every forbidden cell of %s with every mutation that breaks it, and each was seen to fail',
  (board) => {
    const section = text.split(`\n## ${board}\n`)[1]?.split('\n## ')[0] ?? '';
    const rows = section.split('\n').flatMap((line) => /^\| (.* \| .* \| `.*`) \| (\d+) of \d+ \|$/.exec(line)?.slice(1, 3) ?? []);
    const keys = rows.filter((_, i) => i % 2 === 0);
    const counts = rows.filter((_, i) => i % 2 === 1).map(Number);
    expect(keys).toEqual(brokenCells(isaByPeer(loadBoard(board, ROOT))).map((cell) => rowKey({ ...cell, test: cell.test.name })));
    expect(counts.filter((count) => count === 0)).toEqual([]);
  },
);
