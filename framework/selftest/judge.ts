import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FaultKind } from '../fault/kind';
import type { Fault } from '../fault/parse';
import { EXIT } from '../record/exit-status';
import type { TestLine } from '../record/schema';
import type { Trial } from './plan';

/** What a trial's run left behind. */
export interface Evidence {
  readonly exit: number;
  /** Faults that the record says the board had; undefined when there is no record. */
  readonly faults: readonly string[] | undefined;
  readonly tests: readonly TestLine[];
  /** Things that went wrong and were dealt with: recoveries, lines sent again. */
  readonly incidents: number;
}

/** One check of a trial: a suite file. */
export interface CheckSeen {
  readonly suite: string;
  /** It must catch the fault. */
  readonly due: boolean;
  readonly outcome: 'passed' | 'failed' | 'broken' | 'not run';
  /** Causes that its failures name, the first of each, most often named first; or, where none is named, the line of a reason that says what is due, else its first. */
  readonly diagnosis: readonly string[];
}

export interface Judgement {
  /** What is wrong with the framework; empty: the trial is as it should be. */
  readonly problems: readonly string[];
  readonly checks: readonly CheckSeen[];
}

/** Kinds of causes that a failure's text names, the likeliest first. */
export type NameCauses = (text: string) => readonly string[];

/** Judges one trial: caught by the checks named, each with the right diagnosis, which no other is named more often than; broken with that cause; survived; or, without a fault, passed. */
export function judge(trial: Trial, evidence: Evidence, asked: readonly string[], nameCauses: NameCauses): Judgement {
  const due = new Set(trial.faults.flatMap(({ kind }) => kind.caughtBy).filter((suite) => trial.suites.includes(suite)));
  const words = trial.faults.flatMap(({ kind }) => kind.diagnosis.filter((right) => right instanceof RegExp));
  const checks = trial.suites.map((suite) => seen(suite, due.has(suite), testsOf(evidence, suite), nameCauses, words));
  return { checks, problems: [...notAsAsked(evidence, asked), ...problemsOf(trial, evidence, checks, nameCauses)] };
}

function problemsOf(trial: Trial, evidence: Evidence, checks: readonly CheckSeen[], nameCauses: NameCauses): string[] {
  const [fault, ...more] = trial.faults;
  if (!fault) return allPassed(evidence, 'without a fault');
  if (more.length > 0) {
    const wrong = trial.faults.flatMap((one) => notDiagnosed(one, evidence, nameCauses));
    return wrong.length > 0 ? wrong : notFailed(evidence);
  }
  switch (fault.kind.expect) {
    case 'caught':
      return notCaught(fault, evidence, checks, nameCauses);
    case 'broken':
      return notBroken(fault, evidence, checks, nameCauses);
    case 'survived':
      return [...allPassed(evidence, 'although it is to be survived'), ...(evidence.incidents > 0 ? [] : ['no incident was counted'])];
  }
}

/** A fault that did not reach the board proves nothing of the checks that pass. */
function notAsAsked({ faults, exit }: Evidence, asked: readonly string[]): string[] {
  if (faults === undefined) return [`the run ended with exit ${exit} and left no record`];
  const same = faults.length === asked.length && faults.every((fault, i) => fault === asked[i]);
  return same ? [] : [`the record says that the board had the faults '${faults.join(', ')}', asked were '${asked.join(', ')}'`];
}

function allPassed({ exit, tests }: Evidence, when: string): string[] {
  const bad = tests.find(({ status, result }) => result === 'fail' || status === 'broken');
  if (bad) return [`'${bad.name}' (${baseOf(bad)}) ${bad.status === 'broken' ? 'is broken' : 'fails'} ${when}: ${firstLine(bad)}`];
  if (!tests.some(({ result }) => result === 'pass')) return [`no test passed ${when}`];
  return exit === EXIT.pass ? [] : [`the run ended with exit ${exit} ${when}`];
}

function notCaught({ kind }: Fault, evidence: Evidence, checks: readonly CheckSeen[], nameCauses: NameCauses): string[] {
  const named = checks.filter(({ due }) => due);
  const others = checks.filter(({ due, outcome }) => !due && outcome === 'failed').map(({ suite }) => suite);
  const alone = named.every(({ outcome }) => outcome !== 'failed') && others.length > 0 ? `, only by ${others.join(', ')}` : '';
  const wrong = named.flatMap(({ suite, outcome, diagnosis }) => {
    if (outcome !== 'failed') return [`not caught by ${suite} (${outcome})${alone}`];
    const failed = testsOf(evidence, suite).filter(({ result }) => result === 'fail');
    if (failed.some((test) => names(kind, test, nameCauses, 'first')) && !misled(kind, failed, nameCauses)) return [];
    return [
      `${suite} names ${diagnosis.join(', ')}; right is ${diagnosisText(kind)}${diagnosis.length > 1 ? ', and no other more often' : ''}`,
    ];
  });
  return wrong.length > 0 ? wrong : notFailed(evidence);
}

/** Another cause is named first by more failures of a check than the right ones are together: who reads the report looks for that. */
function misled({ diagnosis }: FaultKind, failed: readonly TestLine[], nameCauses: NameCauses): boolean {
  const kinds = diagnosis.filter((right) => typeof right === 'string');
  if (kinds.length === 0) return false;
  const counts = firstCauses(failed, nameCauses);
  const right = kinds.reduce((sum, kind) => sum + (counts.get(kind) ?? 0), 0);
  return [...counts].some(([cause, count]) => !kinds.some((kind) => kind === cause) && count > right);
}

/** How many tests name a cause first, by cause. */
function firstCauses(tests: readonly TestLine[], nameCauses: NameCauses): Map<string, number> {
  const counts = new Map<string, number>();
  for (const test of tests)
    for (const kind of nameCauses(stripVTControlCharacters(textOf(test))).slice(0, 1)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function notFailed({ exit }: Evidence): string[] {
  return exit === EXIT.fail ? [] : [`ended with exit ${exit} where a failed check is due`];
}

/** Infrastructure that is broken must never look like a finding about the memory, and never like a pass. */
function notBroken({ kind }: Fault, evidence: Evidence, checks: readonly CheckSeen[], nameCauses: NameCauses): string[] {
  const failed = evidence.tests.find(({ result }) => result === 'fail');
  if (failed) return [`'${failed.name}' (${baseOf(failed)}) fails where broken is due: ${firstLine(failed)}`];
  if (evidence.exit !== EXIT.broken)
    return [`${evidence.exit === EXIT.pass ? 'passes' : `ended with exit ${evidence.exit}`} where broken is due`];
  const named = checks.filter(({ due }) => due);
  // Where no check is named, the first that is broken must say why.
  return (named.length > 0 ? named : checks.filter(({ outcome }) => outcome === 'broken').slice(0, 1)).flatMap(
    ({ suite, outcome, diagnosis }) => {
      if (outcome !== 'broken') return [`${suite} ${outcome === 'passed' ? 'passes' : `was ${outcome}`} where broken is due`];
      const broken = testsOf(evidence, suite).filter(({ status }) => status === 'broken');
      if (broken.some((test) => names(kind, test, nameCauses, 'any'))) return [];
      return [`${suite} is broken for another reason: ${diagnosis.join(', ')}; right is ${diagnosisText(kind)}`];
    },
  );
}

/** Of two faults at once one check sees both: each must be named by one of its own checks, at whatever place. */
function notDiagnosed({ kind }: Fault, evidence: Evidence, nameCauses: NameCauses): string[] {
  const failed = kind.caughtBy.flatMap((suite) => testsOf(evidence, suite)).filter(({ result }) => result === 'fail');
  if (failed.some((test) => names(kind, test, nameCauses, 'any'))) return [];
  return [`${kind.name} is not diagnosed by ${kind.caughtBy.join(', ')}; right is ${diagnosisText(kind)}`];
}

function names({ diagnosis }: Fault['kind'], test: TestLine, nameCauses: NameCauses, place: 'first' | 'any'): boolean {
  const text = stripVTControlCharacters(textOf(test));
  const kinds = nameCauses(text).slice(0, place === 'first' ? 1 : undefined);
  return diagnosis.some((right) => (typeof right === 'string' ? kinds.includes(right) : right.test(text)));
}

function seen(suite: string, due: boolean, tests: readonly TestLine[], nameCauses: NameCauses, words: readonly RegExp[]): CheckSeen {
  const bad = tests.filter(({ status, result }) => result === 'fail' || status === 'broken');
  const causes = [...firstCauses(bad, nameCauses)].sort(([, a], [, b]) => b - a).map(([kind]) => kind);
  const lines = bad.flatMap((test) => linesOf(test).filter((line) => words.some((word) => word.test(line))));
  const said = [...lines, ...bad.map(firstLine)];
  const outcome = bad.some(({ result }) => result === 'fail')
    ? 'failed'
    : bad.length > 0
      ? 'broken'
      : tests.some(({ result }) => result === 'pass')
        ? 'passed'
        : 'not run';
  return { suite, due, outcome, diagnosis: causes.length > 0 ? causes : said.slice(0, 1) };
}

/** What the checks say that must catch a fault, each once; where none is due, as of a link that breaks, what all say that were broken. */
export function diagnosesGiven({ checks }: Pick<Judgement, 'checks'>): string[] {
  const bad = checks.filter(({ outcome }) => outcome === 'failed' || outcome === 'broken');
  const due = bad.filter((check) => check.due);
  return [...new Set((due.length > 0 ? due : bad).flatMap(({ diagnosis }) => diagnosis))];
}

export function diagnosisText({ diagnosis }: Fault['kind']): string {
  return diagnosis.map((right) => (typeof right === 'string' ? right : `/${right.source}/`)).join(' or ');
}

function testsOf({ tests }: Evidence, suite: string): TestLine[] {
  return tests.filter((test) => baseOf(test) === suite);
}

function baseOf({ file }: TestLine): string {
  return basename(file, '.test.ts');
}

/** Without the title: that says what was looked for, not what was found. */
function textOf({ reason, error }: TestLine): string {
  return error?.message ?? reason ?? '';
}

function firstLine(test: TestLine): string {
  return linesOf(test)[0] ?? 'no reason';
}

function linesOf(test: TestLine): string[] {
  return stripVTControlCharacters(textOf(test))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
