import type { Problem } from '@reprise/core';
import { subjectOfFile } from '@reprise/core/objects';
import { parsePipeline } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { valueOf } from '../command-error.ts';
import { connectTo } from '../connection.ts';
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

interface LintOptions extends JsonOption {
  readonly server?: string;
}

/** `reprise lint FILE…` */
export function addLint(program: Command, host: CommandHost): void {
  const command = program
    .command('lint')
    .description('check pipeline files; what they refer to only with --server')
    .argument('<file...>', 'pipeline YAML files; - is standard input')
    .option(
      '--server <url>',
      'also look whether that server has the templates, connectors, services, environments, infrastructures, secrets and pipelines that they name',
    )
    .addHelpText(
      'after',
      '\nExit code 1 when a file has an error. `unsupported` is what Harness runs and this version does not.',
    );
  withJson(command).action(
    host.run((files: readonly string[], options: LintOptions) =>
      lint(host.terminal, files, options),
    ),
  );
}

async function lint(
  terminal: Terminal,
  files: readonly string[],
  { json, server }: LintOptions,
): Promise<ExitCode> {
  const problemsOf = checkerFor(terminal, server);
  const linted: LintedFile[] = [];
  for (const file of files) {
    const yaml = await readFileArgument(file);
    const problems = await problemsOf(yaml);
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

type Checker = (yaml: string) => Promise<readonly Problem[]>;

/** A server knows what is stored in the project that the file names; without one only the file itself is looked at. */
function checkerFor(terminal: Terminal, url: string | undefined): Checker {
  if (url === undefined) return async (yaml) => parsePipeline(yaml).problems;
  const { client } = connectTo(terminal, url);
  return async (yaml) => {
    const subject = subjectOfFile(yaml);
    const query = {
      orgIdentifier: subject?.orgIdentifier ?? undefined,
      projectIdentifier: subject?.projectIdentifier ?? undefined,
    };
    const { problems } = valueOf(await client.lintPipeline({ query, body: yaml }));
    return problems.map(({ file, template, ...problem }) => ({
      ...problem,
      ...(file !== undefined && { file }),
      ...(template !== undefined && { template }),
    }));
  };
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
