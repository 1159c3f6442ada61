import type { z } from 'zod';
import { ConfigError } from '../errors/errors';
import { checkedFaults } from '../fault/board';
import { faultText, parseFault } from '../fault/parse';
import { checkMemoryRanges } from './memory-ranges';
import { boardSchema, type Board, type BoardDeclaration } from './declaration';

/**
 * Checks a board declaration and fills in its defaults.
 * Throws `ConfigError` with every wrong field: its path, its value and what is allowed.
 */
export function defineBoard(declaration: BoardDeclaration): Board {
  const parsed = boardSchema.safeParse(declaration);
  if (parsed.success) return mark(checkBoard(parsed.data));
  const name = typeof declaration === 'object' && declaration !== null && typeof declaration.name === 'string' ? declaration.name : '?';
  throw new ConfigError(`board '${name}': ${parsed.error.issues.map((issue) => issueText(issue, declaration)).join('; ')}`, {
    fix: `correct the field in the file of board '${name}'; boards/zcu102/board.ts explains every field`,
  });
}

/** The board with further things broken on purpose; what is broken already stays as it is. Throws `ConfigError` for a fault that is unknown, given twice, or none of this board's. */
export function withFaults(board: Board, faults: readonly string[]): Board {
  const more = faults.filter((fault) => !board.faults.includes(faultText(parseFault(fault))));
  return more.length === 0 ? board : mark(checkBoard({ ...board, faults: [...board.faults, ...more] }));
}

/** From the registry that all of a process's contexts share: Jest loads this module once a test file. */
const DECLARED = Symbol.for('amp-hil.board');

/** Not enumerable, so that a copy with changed fields does not pass for what was checked; frozen for the same reason. */
function mark(board: Board): Board {
  return Object.freeze(Object.defineProperty(board, DECLARED, { value: true }));
}

/** True for what `defineBoard` returned. */
export function isDeclared(value: unknown): value is Board {
  return typeof value === 'object' && value !== null && DECLARED in value;
}

/** What no single field can say: the contradictions between fields. */
function checkBoard(board: Board): Board {
  const names = board.shm.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ConfigError(`board '${board.name}': two shm devices have the name '${twice}'`, {
      fix: 'name each after its own first address: a device is opened by its name',
    });
  }
  checkInterrupts(board);
  checkMemoryRanges(board);
  checkCapabilities(board);
  checkLimitIds(board);
  return { ...board, faults: checkedFaults(board) };
}

/** A capability that the rest of the declaration denies would make every test that needs it fail instead of being skipped. */
function checkCapabilities({ name, capabilities, memory, peers, power }: Board): void {
  const missing: Partial<Record<Board['capabilities'][number], string | false>> = {
    doorbell: !memory.doorbell && 'memory.doorbell',
    power: power.kind === 'none' && 'power',
    'two-r5': !Object.hasOwn(peers, 'r5-1') && "peers['r5-1']",
  };
  for (const capability of capabilities) {
    const field = missing[capability];
    if (field) {
      throw new ConfigError(`board '${name}': capabilities has '${capability}', but ${field} is not declared`, {
        fix: `declare ${field}, or leave '${capability}' out: tests that need it are then skipped, visibly`,
      });
    }
  }
}

/** Limits of a side that the board does not have would never judge anything. */
function checkLimitIds({ name, limits, peers }: Board): void {
  const ids = Object.keys(peers);
  const sides = [...ids, ...ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => `${from}-${to}`))];
  for (const id of Object.keys(limits)) {
    if (sides.some((side) => id.startsWith(`${side}.`))) continue;
    throw new ConfigError(`board '${name}': limits has '${id}', which no measurement of this board is called`, {
      fix: `begin it with a side or a pair of sides and a dot: ${sides.join(', ')}`,
    });
  }
}

/** UIO asks for its interrupt alone: of two devices with one id, only the first would open. */
function checkInterrupts({ name, shm, memory }: Board): void {
  const owners = new Map<number, string>();
  const users = shm.map((device, i): [string, number] => [`shm[${i}] '${device.name}'`, device.irqNum]);
  for (const [user, id] of [...users, ['memory.doorbell', memory.doorbell?.irqNum ?? 0] as const]) {
    const owner = owners.get(id);
    if (id !== 0 && owner !== undefined)
      throw new ConfigError(`board '${name}': irqNum ${id} of ${user} is that of ${owner}`, {
        fix: 'give each its own interrupt, or leave irqNum out',
      });
    owners.set(id, user);
  }
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
  // Of NaN, a function or a symbol JSON says nothing, or something else.
  if (typeof value === 'number' || typeof value === 'function' || typeof value === 'symbol') return String(value).slice(0, 80);
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `0x${v.toString(16)}` : v)).slice(0, 80);
}
