import type { ClientProblem } from '@reprise/api/client';
import type { Result } from '@reprise/core';
import { type Command, InvalidArgumentError } from 'commander';
import { CommandError, exitCodeOfProblem, textOf } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';

/** The options of a command that runs some of a pipeline's stages. */
export interface StageOptions {
  readonly stages?: readonly string[];
  readonly value: Readonly<Record<string, string>>;
}

/** `--stages` and `--value`. */
export const withStages = (command: Command): Command =>
  command
    .option('--stages <a,b>', 'only these stages; repeatable', addStages)
    .option(
      '--value <expr=value>',
      'with --stages: what an expression that asks another stage is worth; repeatable',
      addValue,
      {},
    );

/** Names of stages, several with commas between them; what an option that may be repeated comes to. */
export function addStages(text: string, before: readonly string[] = []): readonly string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('It names no stage.');
  return [...before, ...names];
}

/** An expression may hold an equals sign: in brackets it ends with them. */
function addValue(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const equals = text.startsWith('<+') ? text.indexOf('>=') + 1 : text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It looks like <+expression>=value.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}

/** @throws CommandError for values without stages: only a stage that is left out is asked in vain. */
export function checkStages({ stages, value }: StageOptions): void {
  if (stages === undefined && Object.keys(value).length > 0) {
    throw new CommandError(
      EXIT.usage,
      '--value goes with --stages: a whole run knows what its stages ask.',
    );
  }
}

/** The body of a request for these stages. */
export const stagesBody = (
  stages: readonly string[],
  { value }: StageOptions,
  runtimeInputYaml: string,
) => ({ stageIdentifiers: [...stages], runtimeInputYaml, expressionValues: { ...value } });

/** The value of an answer; throws a refusal with the very options that would mend it. */
export function begunWith<Value>(
  answer: Result<Value, ClientProblem>,
  { stages = [] }: StageOptions,
): Value {
  if (answer.ok) return answer.value;
  const options = optionsFor(answer.error, stages);
  const text = textOf(answer.error);
  throw new CommandError(
    exitCodeOfProblem(answer.error),
    options === '' ? text : `${text}\nAdd: ${options}`,
  );
}

function optionsFor({ code, metadata }: ClientProblem, stages: readonly string[]): string {
  if (code === 'VALUE_MISSING') {
    const asked = listIn(metadata['expressions']).flatMap((each) => expressionOf(each) ?? []);
    return asked.map((expression) => `--value ${quoted(`${expression}=VALUE`)}`).join(' ');
  }
  if (code !== 'STAGE_REQUIRED' && code !== 'GATE_LEFT_OUT') return '';
  const required = listIn(metadata['stagesRequired']).filter((name) => typeof name === 'string');
  return `--stages ${[...stages, ...required].join(',')}`;
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function expressionOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('expression' in value)) return undefined;
  return typeof value.expression === 'string' ? value.expression : undefined;
}

/** For a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
