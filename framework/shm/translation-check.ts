import { isAmpHilError } from '../errors/errors';
import type { ShmRegion } from '../peer/shm-peer';
import { offsetToPhys, pageTable, physToOffset, type Translator } from './translation';
import { ONE_PAGE_SHIFT, type DeclaredPhysmap, type Physmap } from './physmap';

/** What a side was asked and what it said. A `number` is an offset, a `bigint` a physical address; undefined: refused as out of range. */
export type TranslationAnswer =
  | { readonly asked: number; readonly expected: bigint | undefined; readonly got: bigint | undefined }
  | { readonly asked: bigint; readonly expected: number | undefined; readonly got: number | undefined };

/** `expect(run).toTranslateAsDeclared()` */
export interface TranslationCheck {
  readonly table: Physmap;
  readonly answers: readonly TranslationAnswer[];
  /** Where an answer is wrong: the address that the side has for the first byte of each page, as far as we looked. */
  readonly found?: readonly (bigint | undefined)[];
}

export interface TranslationQuestions {
  /** Bytes. */
  readonly offs?: readonly number[];
  readonly addresses?: readonly bigint[];
}

/** Of the second look: as many pages as an R5 translates by one table. */
const PAGES = 16;

/**
 * Asks one side for translations both ways and compares them with what the table says, as the host computes it (`metal_io_phys`,
 * `metal_io_phys_to_offset`). Each address that an offset has is asked back. Where an answer is wrong, the first byte of each page is asked for as well.
 */
export async function checkTranslation(
  side: Translator | ShmRegion,
  declared: DeclaredPhysmap,
  { offs = [], addresses = [] }: TranslationQuestions,
): Promise<TranslationCheck> {
  const table = pageTable(declared);
  const phys = (off: number): Promise<bigint | undefined> => orRefused(() => side.phys(off));
  const offset = (address: bigint): Promise<number | undefined> =>
    orRefused(() => ('offset' in side ? side.offset(address) : side.physToOffset(address)));
  const answers: TranslationAnswer[] = [];
  const back: bigint[] = [];
  for (const off of offs) {
    const expected = translated(table, off);
    answers.push({ asked: off, expected, got: await phys(off) });
    if (expected !== undefined) back.push(expected);
  }
  for (const address of [...back, ...addresses])
    answers.push({ asked: address, expected: translatedBack(table, address), got: await offset(address) });
  if (wrongAnswers(answers).length === 0) return { table, answers };
  const found: (bigint | undefined)[] = [];
  try {
    for (let page = 0; page < Math.min(table.physmap.length, PAGES); page++) found.push(await phys(page * pageBytes(table)));
  } catch {
    // What was wrong stays wrong, also where the side is lost while one looks for the cause.
  }
  return { table, answers, found };
}

export function wrongAnswers(answers: readonly TranslationAnswer[]): TranslationAnswer[] {
  return answers.filter(({ expected, got }) => expected !== got);
}

/** Address of an offset by a table; undefined where it has none. */
export function translated(table: Physmap, off: number): bigint | undefined {
  return refusedAsUndefined(() => offsetToPhys(table, off));
}

export function translatedBack(table: Physmap, address: bigint): number | undefined {
  return refusedAsUndefined(() => physToOffset(table, address));
}

export function pageBytes({ size, pageShift }: Physmap): number {
  return pageShift === ONE_PAGE_SHIFT ? size : 2 ** pageShift;
}

function refusedAsUndefined<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (isOutOfRange(error)) return undefined;
    throw error;
  }
}

async function orRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isOutOfRange(error)) return undefined;
    throw error;
  }
}

function isOutOfRange(error: unknown): boolean {
  return isAmpHilError(error) && error.code === 'OutOfRange';
}
