import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { ShellScriptTask } from '@reprise/core/step-types';
import { TASK_VARIABLE } from '../../launcher/process-identity.ts';
import type { ProcessSpec } from '../../launcher/protocol.ts';
import { executionFolder } from '../execution-folder.ts';
import type { ExecutorContext, ProcessExecutor } from '../executor.ts';
import { TextResolver } from '../resolve-text.ts';
import { bash } from './bash.ts';
import { failureOf } from './failure.ts';
import { CAPTURE_LIMIT, outputsOf } from './outputs.ts';
import { powerShell } from './power-shell.ts';
import type { Shell } from './shell.ts';

/*
 * The ShellScript step. Its script runs in a shell of its own, in the execution's folder on this delegate, with a small
 * environment (base-environment.ts) plus the step's variables. The script reaches the shell through a pipe and so is
 * neither in a file nor in the list of processes; the exit code decides.
 *
 * Output variables are what the declared shell variables hold when the script ends, exactly: several lines, spaces,
 * any character. One that is not set is null. A script may end by its last line or by `exit`. Limits, because only the
 * shell itself knows its variables: a script that replaces itself (`exec`), or that sets an EXIT trap of its own and
 * then ends by `exit`, publishes null for all of them. Outputs of type Secret are refused before the script starts:
 * an output is stored with the execution, and a secret value never is (I10).
 */

const SHELLS: Readonly<Record<ShellScriptTask['shell'], Shell>> = {
  Bash: bash,
  PowerShell: powerShell,
};

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const shellScript: ProcessExecutor<ShellScriptTask> = {
  kind: 'process',
  prepare,
  outcomeOf,
};

async function prepare(
  task: ShellScriptTask,
  context: ExecutorContext,
): Promise<Result<ProcessSpec, Failure>> {
  const problem = problemOf(task);
  if (problem !== null) return refused(configuration(problem));
  const texts = new TextResolver(context.secrets);
  const script = await texts.resolve(task.script);
  if (!script.ok) return script;
  if (script.value.includes('\0'))
    return refused(configuration('The script contains a NUL character, which no shell can read.'));
  const environment = await environmentOf(task, context, texts);
  if (!environment.ok) return environment;
  const shell = SHELLS[task.shell];
  return ok({
    command: shell.command(task.outputs),
    folder: await executionFolder(context.workFolder, context.taskId),
    env: environment.value,
    input: shell.input(script.value, task.outputs),
    ...(task.outputs.length > 0
      ? { captureLimit: CAPTURE_LIMIT + 2 * task.outputs.length + 2 }
      : {}),
    secrets: texts.secrets,
  });
}

/** What is wrong with the task itself, whatever its texts are. */
function problemOf(task: ShellScriptTask): string | null {
  for (const { name, variable, secret } of task.outputs) {
    if (secret)
      return `The output variable "${name}" is of type Secret, which is not supported: its value would have to be stored. Declare it as String if it is not secret, or keep it in a secret manager.`;
    if (!VARIABLE_NAME.test(variable))
      return `The output variable "${name}" reads the shell variable "${variable}", which is not a shell variable's name (letters, digits and _, no digit first).`;
  }
  return null;
}

async function environmentOf(
  task: ShellScriptTask,
  context: ExecutorContext,
  texts: TextResolver,
): Promise<Result<Readonly<Record<string, string>>, Failure>> {
  const variables: [string, string][] = Object.entries(context.environment);
  for (const [name, text] of Object.entries(task.environment)) {
    const value = await texts.resolve(text);
    if (!value.ok) return value;
    if (name === '' || /[=\0]/.test(name) || value.value.includes('\0')) {
      const what =
        'has an empty name, a name with "=", or a NUL character, which no process can get';
      return refused(configuration(`The environment variable "${name}" ${what}.`));
    }
    variables.push([name, value.value]);
  }
  variables.push([TASK_VARIABLE, context.taskId]);
  return ok(Object.fromEntries(variables));
}

const configuration = (message: string): Failure => ({ message, types: ['ConfigurationFailure'] });

function outcomeOf(task: ShellScriptTask, result: Parameters<typeof failureOf>[1]): TaskOutcome {
  if (result.stop !== null)
    return { status: 'Stopped', message: `The script was stopped (${result.stop}).` };
  const failure = failureOf(SHELLS[task.shell], result);
  if (failure !== null) return { status: 'Failed', failure };
  const outputs = outputsOf(task.outputs, result);
  if (!outputs.ok) return { status: 'Failed', failure: outputs.error };
  const declared = task.outputs.length > 0;
  return { status: 'Success', outputs: declared ? { outputVariables: outputs.value } : {} };
}
