import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Command } from 'commander';
import { POWER_COMMAND_MS } from '../board/release-times';
import { processContext } from './context';
import { JEST_KILL_MS } from './jest-process';
import { JSON_SHAPES } from './json-shapes';
import { buildProgram } from './program';

const doc = readFileSync(join(resolve(__dirname, '..', '..'), 'docs', 'cli.md'), 'utf8');
const program = buildProgram({ ...processContext(), env: {} }, () => undefined);

/** Commands and the commands below them: `run`, `litmus`, `litmus generate`. */
const COMMANDS = program.commands.flatMap((command) => [command, ...command.commands]);

function nameOf(command: Command): string {
  return command.parent === null || command.parent === program ? command.name() : `${command.parent.name()} ${command.name()}`;
}

/** `run --json` and the like, from the commander program. */
function offered(command: Command): string[] {
  const words = [
    ...command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`)),
    ...command.options.map((option) => option.flags),
  ];
  return words.map((word) => `${nameOf(command)} ${word}`);
}

interface Row {
  command: string;
  word: string;
  fallback: string;
  what: string;
}

/** The rows of the table of commands; an empty first cell belongs to the command above. */
function documented(): Row[] {
  const section = /^## Commands and options\n([\s\S]*?)^## /m.exec(doc)?.[1] ?? '';
  let command = '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| command'))
    .map((line) => {
      const [name = '', word = '', fallback = '', what = ''] = line
        .slice(1)
        .split('|')
        .map((cell) => cell.trim());
      command = name === '' ? command : bare(name);
      return { command, word: bare(word), fallback, what };
    });
}

function bare(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1');
}

describe('docs/cli.md', () => {
  test('has every command of the program, and no other', () => {
    expect(new Set(documented().map(({ command }) => command))).toEqual(new Set(COMMANDS.map(nameOf)));
  });

  test('has every argument and option of every command, and no other', () => {
    const words = documented().filter(({ word }) => word !== '');
    expect(words.map(({ command, word }) => `${command} ${word}`).sort()).toEqual(COMMANDS.flatMap(offered).sort());
  });

  test.each(
    COMMANDS.flatMap((command) => command.options.filter((o) => o.argChoices).map((option) => ({ command: nameOf(command), option }))),
  )('names all choices of $command $option.flags, and its default', ({ command, option }) => {
    const row = documented().find((one) => one.command === command && one.word === option.flags);
    expect([...(row?.what ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1])).toEqual(option.argChoices);
    if (option.defaultValue !== undefined) expect(row?.fallback).toBe(`\`${String(option.defaultValue)}\``);
  });

  test('has an example of the JSON of every command that has --json or --as json, and each is of its shape', () => {
    const examples = [...doc.matchAll(/^```json (\w+)\n([\s\S]*?)^```/gm)].map(([, name = '', text = '']) => ({ name, text }));
    const withJson = program.commands
      .filter((command) => command.options.some((option) => option.long === '--json' || option.argChoices?.includes('json')))
      .map((command) => command.name());
    expect([...new Set(examples.map(({ name }) => name))].sort()).toEqual([...withJson].sort());
    expect(Object.keys(JSON_SHAPES).sort()).toEqual([...withJson].sort());
    for (const { name, text } of examples) {
      const parsed = JSON_SHAPES[name as keyof typeof JSON_SHAPES].safeParse(JSON.parse(text));
      expect({ name, error: parsed.error?.issues }).toEqual({ name, error: undefined });
    }
  });

  test('says after what time a hanging power command and a hanging run are ended', () => {
    const seconds = /power command is ended after (\d+) s, and a run that has not ended (\d+) s after/.exec(doc)?.slice(1).map(Number);
    expect(seconds?.map((s) => s * 1000)).toEqual([POWER_COMMAND_MS, JEST_KILL_MS]);
  });

  test('gives every exit status its meaning', () => {
    const section = /^## Exit status\n([\s\S]*?)^## /m.exec(doc)?.[1] ?? '';
    expect([...section.matchAll(/^\| (\d) \|/gm)].map((match) => match[1])).toEqual(['0', '1', '2', '3']);
  });
});
