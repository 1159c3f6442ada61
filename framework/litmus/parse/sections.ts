import type { Arch } from '../program';
import type { LitmusText } from './text';

/** From an offset to another, the second not in it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Sections {
  readonly arch: Arch;
  readonly name: string;
  readonly doc?: string;
  readonly info: readonly (readonly [string, string])[];
  /** Between the braces. */
  readonly init: Span;
  /** The table's rows without their `;`, the one of thread names first. */
  readonly rows: readonly Span[];
  /** `locations`, `filter` and the condition. */
  readonly tail: Span;
}

const HEADER = 'a first line such as AArch64 MP+dmb.sys or ARM SB, then a quoted line and Key=value lines, then {initial state}';
const TAIL_WORD = /(?:exists|~\s*exists|not\s+exists|forall|locations|filter)(?![\w:.])/y;

export function readSections(source: LitmusText): Sections {
  const { code } = source;
  const opened = /^[ \t]*\{/m.exec(code);
  const brace = opened ? opened.index + opened[0].length - 1 : -1;
  if (brace < 0) throw source.error(code.trimEnd().length, 'no initial state', '{ … } before the table, {} if all is 0');
  const header = readHeader(source, brace);
  const close = code.indexOf('}', brace);
  if (close < 0) throw source.error(brace, "an initial state without its '}'", '{ … } before the table');
  const rows: Span[] = [];
  let at = skipBlanks(code, close + 1);
  while (at < code.length && !startsTail(code, at)) {
    const end = code.indexOf(';', at);
    if (end < 0) throw source.error(at, "a row without ';' at its end", 'P0 | P1 ; then a row an instruction, then exists (…)');
    rows.push({ from: at, to: end });
    at = skipBlanks(code, end + 1);
  }
  return { ...header, init: { from: brace + 1, to: close }, rows, tail: { from: at, to: code.length } };
}

function startsTail(code: string, at: number): boolean {
  TAIL_WORD.lastIndex = at;
  return TAIL_WORD.test(code);
}

function skipBlanks(code: string, from: number): number {
  let at = from;
  while (at < code.length && /\s/.test(code.charAt(at))) at += 1;
  return at;
}

function readHeader(source: LitmusText, to: number): Pick<Sections, 'arch' | 'name' | 'doc' | 'info'> {
  let at = 0;
  let head: Pick<Sections, 'arch' | 'name'> | undefined;
  let doc: string | undefined;
  const info: (readonly [string, string])[] = [];
  for (const raw of source.code.slice(0, to).split('\n')) {
    const line = raw.trim();
    const start = at + raw.length - raw.trimStart().length;
    at += raw.length + 1;
    if (line === '') continue;
    const pair = /^([A-Za-z][\w-]*)\s*=(.*)$/.exec(line);
    if (head === undefined) head = readFirstLine(source, start, line);
    else if (line.startsWith('"') && doc === undefined && line.length > 1 && line.endsWith('"')) doc = line.slice(1, -1);
    else if (pair) info.push([pair[1] ?? '', (pair[2] ?? '').trim()]);
    else throw source.error(start, 'neither a quoted line nor Key=value', HEADER);
  }
  if (head === undefined) throw source.error(0, 'no first line', HEADER);
  return { ...head, ...(doc === undefined ? {} : { doc }), info };
}

function readFirstLine(source: LitmusText, at: number, line: string): Pick<Sections, 'arch' | 'name'> {
  const [arch = '', name = '', ...rest] = line.split(/\s+/);
  if (arch !== 'AArch64' && arch !== 'ARM') throw source.error(at, 'not an architecture that is read', 'AArch64 and ARM', arch);
  if (name === '' || rest.length > 0) throw source.error(at, 'a first line that is not an architecture and a name', HEADER, line);
  return { arch, name };
}
