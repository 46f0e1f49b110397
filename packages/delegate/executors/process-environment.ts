import { ok, type Result, refused } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { TaskText } from '@reprise/core/expression';
import { TASK_VARIABLE } from '../launcher/process-identity.ts';
import type { ExecutorContext } from './executor.ts';
import type { TextResolver } from './resolve-text.ts';

/** The step's own variables, with secrets filled in. Refused when no process can get one of them. */
export async function ownVariables(
  environment: Readonly<Record<string, TaskText>>,
  texts: TextResolver,
): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const variables: [string, string][] = [];
  for (const [name, text] of Object.entries(environment)) {
    const value = await texts.resolve(text);
    if (!value.ok) return value;
    if (name === '' || /[=\0]/.test(name) || value.value.includes('\0')) {
      const what =
        'has an empty name, a name with "=", or a NUL character, which no process can get';
      return refused(configuration(`The environment variable "${name}" ${what}.`));
    }
    variables.push([name, value.value]);
  }
  return ok(Object.fromEntries(variables));
}

/** The whole environment of a step's process: the delegate's small one, the step's own, and the mark of its task. */
export async function processEnvironment(
  environment: Readonly<Record<string, TaskText>>,
  context: ExecutorContext,
  texts: TextResolver,
): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const own = await ownVariables(environment, texts);
  if (!own.ok) return own;
  return ok({ ...context.environment, ...own.value, [TASK_VARIABLE]: context.taskId });
}

/** A failure that is the pipeline's, or the delegate's settings': nothing was started. */
export const configuration = (message: string): Failure => ({
  message,
  types: ['ConfigurationFailure'],
});
