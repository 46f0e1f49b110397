import type { ClientProblem } from '@reprise/api/client';
import type { Result } from '@reprise/core';
import { EXIT, type ExitCode } from './exit-code.ts';

/** Why a command cannot go on, in words for the person who gave it, and the exit code it ends with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The value of a server's answer; throws what it refused, with the exit code that fits. */
export function valueOf<Value>(answer: Result<Value, ClientProblem>): Value {
  if (answer.ok) return answer.value;
  throw new CommandError(exitCodeOfProblem(answer.error), textOf(answer.error));
}

/** 4xx that the caller can mend by asking differently is a usage error; what the state of things forbids is a failure. */
export function exitCodeOfProblem({ httpStatus }: ClientProblem): ExitCode {
  if (httpStatus === 401 || httpStatus === 403) return EXIT.notAuthorised;
  if (httpStatus === 404) return EXIT.notFound;
  if (httpStatus === 400 || httpStatus === 413) return EXIT.usage;
  if (httpStatus === 503) return EXIT.unreachable;
  return EXIT.failed;
}

/** What a server refused, for people: the message, its code, and each place that the message does not name itself. */
export function textOf({ message, code, problems }: ClientProblem): string {
  if (problems.length === 0) return `${message} [${code}]`;
  // The message names the first places itself, for clients that read nothing else.
  const [summary] = message.split('\n', 1);
  const lines = problems.map(({ file, template, line, column, message: what }) => {
    const source = template === undefined ? '' : `template ${template}, `;
    return `  ${file === 'inputs' ? 'inputs, ' : source}line ${line}, column ${column}: ${what}`;
  });
  return [`${summary} [${code}]`, ...lines].join('\n');
}
