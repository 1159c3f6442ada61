import { LitmusError } from '../../errors/errors';
import type { Arch } from '../program';

export type Direction = 'R' | 'W';
/** diy's letters: plain, acquire, acquire-pc, release. */
export type Annotation = 'P' | 'A' | 'Q' | 'L';
export type Dependency = 'addr' | 'data' | 'ctrl' | 'ctrlisb';

/** One relaxation of a cycle: an edge between two accesses. */
export interface Relaxation {
  /** As written. */
  readonly text: string;
  readonly from: Direction;
  readonly to: Direction;
  /** Undefined: what the neighbour says, else plain. */
  readonly fromAnnotation?: Annotation;
  readonly toAnnotation?: Annotation;
  /** Communication between threads. */
  readonly external: boolean;
  readonly sameLocation: boolean;
  /** Communication: read-from, from-read, coherence; absent in program order. */
  readonly communication?: 'rf' | 'fr' | 'co';
  readonly dependency?: Dependency;
  /** `DMB SY`, `ISB`: what stands between the accesses. */
  readonly fence?: string;
  /** In a test's name, without annotations: `po`, `dmb.sy`, `addr`, `rfi`. */
  readonly short: string;
}

const SUPPORTED =
  'PodRR PosWR … · Rfe Fre Coe (Wse) and Rfi Fri Coi (Wsi) · DpAddrdR DpDatadW DpCtrldW DpCtrlIsbdR … · DMB.SYdWW DMB.STdWW DMB.LDdRR DSB.SYdWR ISBdWR … (ARM: DMBdWW DSB.STdWW …), each with two of the letters P A Q L after it';

const COMMUNICATION = /^(Rf|Fr|Co|Ws)([ei])([PAQL]{2})?$/;
const PROGRAM_ORDER = /^Po([sd])([RW])([RW])([PAQL]{2})?$/;
const DEPENDENCY = /^Dp(Addr|Data|CtrlIsb|Ctrl)([sd])([RW])([PAQL]{2})?$/;
const FENCE = /^(?:(DMB|DSB)(?:\.(SY|LD|ST|ISH|ISHLD|ISHST|OSH|OSHLD|OSHST|NSH|NSHLD|NSHST))?|ISB)([sd])([RW])([RW])([PAQL]{2})?$/;

const ENDS = { Rf: ['W', 'R', 'rf'], Fr: ['R', 'W', 'fr'], Co: ['W', 'W', 'co'], Ws: ['W', 'W', 'co'] } as const;

/** Reads one relaxation by diy's names. Throws LitmusError. */
export function parseRelaxation(text: string, arch: Arch): Relaxation {
  const found = communication(text) ?? programOrder(text) ?? dependency(text) ?? fence(text, arch);
  if (found === undefined) throw new LitmusError(`'${text.slice(0, 40)}' is no relaxation of ${arch}`, { fix: SUPPORTED });
  checkAnnotation(found, found.from, found.fromAnnotation, arch);
  checkAnnotation(found, found.to, found.toAnnotation, arch);
  return found;
}

function checkAnnotation({ text }: Relaxation, direction: Direction, letter: Annotation | undefined, arch: Arch): void {
  if (letter === undefined || letter === 'P') return;
  if (arch === 'ARM') throw new LitmusError(`'${text}': ARM has no acquire or release`, { fix: 'leave the letters out, or use AArch64' });
  if ((direction === 'W') !== (letter === 'L'))
    throw new LitmusError(`'${text}': ${letter} does not fit a ${direction === 'W' ? 'write' : 'read'}`, {
      fix: 'P, A, Q for a read; P, L for a write',
    });
}

function annotations(letters: string | undefined): Pick<Relaxation, 'fromAnnotation' | 'toAnnotation'> {
  const [from, to] = (letters ?? '') as Iterable<Annotation>;
  return from === undefined || to === undefined ? {} : { fromAnnotation: from, toAnnotation: to };
}

function communication(text: string): Relaxation | undefined {
  const match = COMMUNICATION.exec(text);
  if (!match) return undefined;
  const [from, to, kind] = ENDS[match[1] as keyof typeof ENDS];
  const external = match[2] === 'e';
  const short = `${kind}${external ? 'e' : 'i'}`;
  return { text, from, to, external, sameLocation: true, communication: kind, short, ...annotations(match[3]) };
}

function programOrder(text: string): Relaxation | undefined {
  const match = PROGRAM_ORDER.exec(text);
  if (!match) return undefined;
  const sameLocation = match[1] === 's';
  const ends = { from: match[2] as Direction, to: match[3] as Direction };
  return { text, ...ends, external: false, sameLocation, short: sameLocation ? 'pos' : 'po', ...annotations(match[4]) };
}

function dependency(text: string): Relaxation | undefined {
  const match = DEPENDENCY.exec(text);
  if (!match || (match[1] === 'Data' && match[3] === 'R')) return undefined;
  const kind = match[1]?.toLowerCase() as Dependency;
  const sameLocation = match[2] === 's';
  const to = match[3] as Direction;
  return {
    text,
    from: 'R',
    to,
    external: false,
    sameLocation,
    dependency: kind,
    short: `${kind}${sameLocation ? 's' : ''}`,
    ...annotations(match[4]),
  };
}

function fence(text: string, arch: Arch): Relaxation | undefined {
  const match = FENCE.exec(text);
  if (!match) return undefined;
  const [, kind, option, place, from, to, letters] = match;
  if (arch === 'ARM' && option?.endsWith('LD')) return undefined;
  const instruction = kind === undefined ? 'ISB' : option === undefined ? (arch === 'ARM' ? kind : `${kind} SY`) : `${kind} ${option}`;
  const short = instruction.toLowerCase().replace(' ', '.') + (place === 's' ? 's' : '');
  const ends = { from: from as Direction, to: to as Direction };
  return { text, ...ends, external: false, sameLocation: place === 's', fence: instruction, short, ...annotations(letters) };
}
