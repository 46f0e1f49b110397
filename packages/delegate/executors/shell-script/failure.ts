import type { Failure } from '@reprise/core/execution';
import type { ProcessResult } from '../../launcher/protocol.ts';
import type { Shell } from './shell.ts';

/** Why the process did not end well, for the person who has to mend it; null when it did. */
export function failureOf(shell: Pick<Shell, 'name'>, result: ProcessResult): Failure | null {
  const { exitCode, signal, startError, lastError } = result;
  if (startError !== null) return notStarted(shell, startError);
  const hint = lastError === null ? '' : `: ${lastError}`;
  if (signal !== null)
    return {
      message: `${shell.name} was killed by signal ${signal}${hint}`,
      types: ['Unknown'],
      signal,
    };
  if (exitCode === 0) return null;
  return {
    message: `${shell.name} exited with code ${exitCode}${hint}`,
    types: ['Unknown'],
    ...(exitCode === null ? {} : { exitCode }),
  };
}

function notStarted(
  shell: Pick<Shell, 'name'>,
  error: { readonly code: string; readonly message: string },
): Failure {
  return { message: whyNotStarted(shell, error), types: ['ConfigurationFailure'] };
}

function whyNotStarted(
  shell: Pick<Shell, 'name'>,
  { code, message }: { readonly code: string; readonly message: string },
): string {
  switch (code) {
    case 'ENOENT':
      return `${shell.name} was not found on this delegate. Install it there, or send the step to a delegate that has it by its delegate selectors.`;
    case 'E2BIG':
      return `The environment variables are too big for a process. The system takes about 128 KB for one and a few megabytes for all: hand large data over in a file.`;
    case 'EACCES':
      return `${shell.name} may not be executed by this delegate's user, or its working folder may not be entered (${message}).`;
    default:
      return `${shell.name} could not be started: ${message}`;
  }
}
