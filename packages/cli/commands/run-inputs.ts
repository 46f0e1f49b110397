import type { Problem } from '@reprise/core';
import { inputsFromPairs } from '@reprise/core/pipeline';
import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';
import { problemText } from '../output/problem-text.ts';
import { readFileArgument } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';

/** The inputs of a run: pairs, or a file. */
export interface InputOptions {
  readonly input: Readonly<Record<string, string>>;
  readonly inputs?: string;
}

/**
 * The YAML of the runtime inputs; `yaml` is the pipeline that asks for them, called `file` in messages.
 *
 * @throws CommandError when they do not fit; what is wrong was printed
 */
export async function inputsOf(
  terminal: Terminal,
  file: string,
  yaml: string,
  options: InputOptions,
): Promise<string> {
  const pairs = Object.keys(options.input).length > 0;
  if (options.inputs !== undefined && pairs) {
    throw new CommandError(EXIT.usage, 'Give --input or --inputs, not both.');
  }
  if (options.inputs !== undefined) return readFileArgument(options.inputs);
  if (!pairs) return '';
  const built = inputsFromPairs(yaml, options.input);
  complain(terminal, file, yaml, built.problems);
  if (built.problems.some(({ severity }) => severity === 'error')) {
    throw new CommandError(EXIT.usage, 'The inputs do not fit the pipeline. Nothing was started.');
  }
  return built.yaml;
}

/** Prints each problem with the line that it is about. */
export function complain(
  terminal: Terminal,
  file: string,
  yaml: string,
  problems: readonly Problem[],
): void {
  for (const problem of problems) {
    terminal.err(problemText({ file, yaml, problem, colours: terminal.colours }));
  }
}
