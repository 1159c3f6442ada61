import type { z } from 'zod';
import { ConfigError } from '../errors/errors';
import { boardSchema, type Board, type BoardDeclaration } from './declaration';

/**
 * Checks a board declaration and fills in its defaults.
 * Throws `ConfigError` with every wrong field: its path, its value and what is allowed.
 */
export function defineBoard(declaration: BoardDeclaration): Board {
  const parsed = boardSchema.safeParse(declaration);
  if (parsed.success) return checkBoard(parsed.data);
  const name = typeof declaration === 'object' && declaration !== null && typeof declaration.name === 'string' ? declaration.name : '?';
  throw new ConfigError(`board '${name}': ${parsed.error.issues.map((issue) => issueText(issue, declaration)).join('; ')}`, {
    fix: `correct the field in boards/${name}/board.ts; boards/zcu102/board.ts explains every field`,
  });
}

/** What no single field can say: the contradictions between fields. */
function checkBoard(board: Board): Board {
  for (const [i, shm] of board.shm.entries()) {
    const named = BigInt(`0x${shm.name.split('.')[0]}`);
    if (named !== shm.physmap) {
      throw new ConfigError(
        `board '${board.name}': shm[${i}].name '${shm.name}' says address 0x${named.toString(16)}, physmap is 0x${shm.physmap.toString(16)}`,
        {
          fix: `the kernel names a platform device after its reg: '${shm.physmap.toString(16)}.${shm.name.split('.')[1]}'`,
        },
      );
    }
    const { base, size } = board.memory.firmware;
    if (shm.physmap < base + BigInt(size) && base < shm.physmap + BigInt(shm.size)) {
      throw new ConfigError(
        `board '${board.name}': shm[${i}] '${shm.name}' overlaps memory.firmware 0x${base.toString(16)}+0x${size.toString(16)}`,
        {
          fix: 'move one of the two; neither side may write over the firmware',
        },
      );
    }
  }
  return board;
}

function issueText(issue: z.core.$ZodIssue, declaration: unknown): string {
  const path = issue.path.map(String).join('.') || '(board)';
  if (issue.code === 'unrecognized_keys')
    return `${path === '(board)' ? '' : `${path}: `}unknown field ${issue.keys.map((k) => `'${k}'`).join(', ')}`;
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], declaration);
  return `${path} is ${shown(value)}: ${issue.message}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v)).slice(0, 80);
}
