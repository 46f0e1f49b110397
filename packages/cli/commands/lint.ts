import type { Problem } from '@reprise/core';
import { type SubjectKind, subjectOfFile } from '@reprise/core/objects';
import { parsePipeline } from '@reprise/core/pipeline';
import type { Command } from 'commander';
import { filesAt, splitDocuments } from '../apply/documents.ts';
import { problemsIn } from '../apply/problems-of.ts';
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

interface Found {
  readonly problem: Problem;
  /** Whether its line may be shown: that of a secret may hold the value (I10). */
  readonly quotable: boolean;
}

interface LintOptions extends JsonOption {
  readonly server?: string;
}

/** `reprise lint FILE|FOLDER…` */
export function addLint(program: Command, host: CommandHost): void {
  const command = program
    .command('lint')
    .description(
      'check pipelines, and what else apply takes; what they refer to only with --server',
    )
    .argument('<path...>', 'YAML files, or folders of them; - is standard input')
    .option(
      '--server <url>',
      'also look whether that server has the templates, connectors, services, environments, infrastructures, secrets and pipelines that they name',
    )
    .addHelpText(
      'after',
      '\nExit code 1 when a file has an error. `unsupported` is what Harness runs and this version does not.',
    );
  withJson(command).action(
    host.run((paths: readonly string[], options: LintOptions) =>
      lint(host.terminal, paths, options),
    ),
  );
}

async function lint(
  terminal: Terminal,
  paths: readonly string[],
  { json, server }: LintOptions,
): Promise<ExitCode> {
  const checkPipeline = checkerFor(terminal, server);
  const linted: LintedFile[] = [];
  for (const file of (await Promise.all(paths.map(filesAt))).flat()) {
    const yaml = await readFileArgument(file);
    const found = await problemsOf(yaml, checkPipeline);
    linted.push({ file, problems: found.map(({ problem }) => problem) });
    if (json) continue;
    const { colours } = terminal;
    for (const { problem, quotable } of found) {
      terminal.out(problemText({ file, yaml: quotable ? yaml : '', problem, colours }));
    }
  }
  if (json) printJson(terminal, linted);
  else terminal.out(summaryOf(linted));
  const hasError = linted.some(({ problems }) => problems.some(isError));
  return hasError ? EXIT.failed : EXIT.success;
}

/** What is wrong in each document of a file, by its place in the file. What is nothing known may be meant as a pipeline. */
async function problemsOf(yaml: string, checkPipeline: Checker): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const { line, body } of splitDocuments(yaml)) {
    const kind = subjectOfFile(body)?.kind ?? meantKind(body);
    const problems = kind === 'pipeline' ? await checkPipeline(body) : problemsIn(kind, body);
    const quotable = kind !== 'secret';
    found.push(...problems.map((problem) => ({ problem: placed(problem, line), quotable })));
  }
  return found;
}

/** What cannot be read may be a secret all the same, and is then not quoted (I10). */
const meantKind = (body: string): SubjectKind =>
  /^\W*secret\W/m.test(body) ? 'secret' : 'pipeline';

/** A place of a template is none of the file. */
const placed = (problem: Problem, begins: number): Problem =>
  problem.template === undefined ? { ...problem, line: problem.line + begins - 1 } : problem;

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
