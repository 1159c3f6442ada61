import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, InvalidArgument } from '../errors/errors';
import { explain } from '../litmus/explain/explain';
import { explanationSvg } from '../litmus/explain/svg';
import { observedName, valueText } from '../litmus/state';
import type { ModelResult } from '../litmus/model/evaluate';
import type { LitmusTest, Proposition } from '../litmus/program';

/** Draws explanations into a folder, one file a test. */
export class LitmusPictures {
  private readonly names = new Set<string>();

  constructor(private readonly folder: string) {}

  /** The state asked for; else the one that the condition is about. */
  draw(test: LitmusTest, result: ModelResult, domain: 'inner' | 'amp', asked: string | undefined): void {
    const state = asked === undefined || asked === 'condition' ? conditionState(test, result) : asked;
    const svg = explanationSvg(explain(test, { domain }, state));
    if (svg !== undefined) this.write(this.nameOf(test), svg);
  }

  /** The test's name, with its architecture where another of the same name was drawn before. */
  private nameOf(test: LitmusTest): string {
    const plain = test.name.replace(/[^\w.+-]/g, '_');
    const name = this.names.has(plain) ? `${plain}.${test.arch}` : plain;
    this.names.add(name);
    return `${name}.svg`;
  }

  private write(name: string, svg: string): void {
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(join(this.folder, name), svg);
    } catch (error) {
      throw new ConfigError(`--svg '${this.folder}' cannot be written: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
        fix: 'name a folder that can be made and written',
      });
    }
  }
}

/** A state that satisfies the condition: one that the model allows, or the one that a plain conjunction spells out. */
export function conditionState(test: LitmusTest, { witnesses }: ModelResult): string {
  const state = witnesses[0] ?? conjunction(test.condition);
  if (state !== undefined) return state;
  throw new InvalidArgument(`${test.name}: no state satisfies its condition, and the condition is not of the form 1:X0=1 /\\ [x]=2`, {
    fix: "name a state: --explain '1:X0=1; [x]=2'",
  });
}

function conjunction(condition: Proposition): string | undefined {
  if (condition.op === 'equals') return `${observedName(condition.left)}=${valueText(condition.right)};`;
  if (condition.op !== 'and' || condition.terms.length === 0) return undefined;
  const parts = condition.terms.map(conjunction);
  return parts.includes(undefined) ? undefined : parts.join(' ');
}
