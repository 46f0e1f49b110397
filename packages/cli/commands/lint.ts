import type { Problem } from '@reprise/core';
import { parsePipeline } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { printJson } from '../output/json.ts';
import { count, problemText } from '../output/problem-text.ts';
import { readFileArgument } from '../read-file.ts';
import type { Terminal } from '../terminal.ts';
import { type CommandHost, type JsonOption, withJson } from './command-host.ts';

interface LintedFile {
  readonly file: string;
  readonly problems: readonly Problem[];
}

/** `reprise lint FILE…` */
export function addLint(program: Command, host: CommandHost): void {
  const command = program
    .command('lint')
    .description('check pipeline files, without any server')
    .argument('<file...>', 'pipeline YAML files; - is standard input')
    .addHelpText(
      'after',
      '\nExit code 1 when a file has an error. `unsupported` is what Harness runs and this version does not.',
    );
  withJson(command).action(
    host.run((files: readonly string[], options: JsonOption) =>
      lint(host.terminal, files, options.json === true),
    ),
  );
}

async function lint(
  terminal: Terminal,
  files: readonly string[],
  json: boolean,
): Promise<ExitCode> {
  const linted: LintedFile[] = [];
  for (const file of files) {
    const yaml = await readFileArgument(file);
    const { problems } = parsePipeline(yaml);
    linted.push({ file, problems });
    if (json) continue;
    for (const problem of problems) {
      terminal.out(problemText({ file, yaml, problem, colours: terminal.colours }));
    }
  }
  if (json) printJson(terminal, linted);
  else terminal.out(summaryOf(linted));
  const hasError = linted.some(({ problems }) => problems.some(isError));
  return hasError ? EXIT.failed : EXIT.success;
}

const isError = (problem: Problem): boolean => problem.severity === 'error';

function summaryOf(linted: readonly LintedFile[]): string {
  const problems = linted.flatMap((file) => file.problems);
  if (problems.length === 0) return `${count(linted.length, 'file')}, nothing wrong.\n`;
  const of = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const parts = [
    count(of('error'), 'error'),
    `${of('unsupported')} unsupported`,
    count(of('warning'), 'warning'),
  ];
  return `${count(linted.length, 'file')}: ${parts.join(', ')}.\n`;
}
