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
  const places = problems.map(
    (problem) => `line ${problem.line}, column ${problem.column}: ${problem.message}`,
  );
  const unsaid = places.filter((place) => !message.includes(place));
  return [`${message} [${code}]`, ...unsaid.map((place) => `  ${place}`)].join('\n');
}
