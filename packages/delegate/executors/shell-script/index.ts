import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { ShellScriptTask } from '@reprise/core/step-types';
import type { ProcessSpec } from '../../launcher/protocol.ts';
import { executionFolder } from '../execution-folder.ts';
import type { ExecutorContext, ProcessExecutor } from '../executor.ts';
import { configuration, processEnvironment } from '../process-environment.ts';
import { TextResolver } from '../resolve-text.ts';
import { bash } from './bash.ts';
import { failureOf } from './failure.ts';
import { captureLimit, outputsOf, problemOfOutputs } from './outputs.ts';
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
 * then ends by `exit`, publishes null for all of them. Outputs of type Secret leave the delegate as references only
 * (secret-outputs.ts).
 */

const SHELLS: Readonly<Record<ShellScriptTask['shell'], Shell>> = {
  Bash: bash,
  PowerShell: powerShell,
};

export const shellScript: ProcessExecutor<ShellScriptTask> = {
  kind: 'process',
  prepare,
  outcomeOf,
};

async function prepare(
  task: ShellScriptTask,
  context: ExecutorContext,
): Promise<Result<ProcessSpec, Failure>> {
  const problem = problemOfOutputs(task.outputs);
  if (problem !== null) return refused(configuration(problem));
  const texts = new TextResolver(context.secrets);
  const script = await texts.resolve(task.script);
  if (!script.ok) return script;
  if (script.value.includes('\0'))
    return refused(configuration('The script contains a NUL character, which no shell can read.'));
  const environment = await processEnvironment(task.environment, context, texts);
  if (!environment.ok) return environment;
  const shell = SHELLS[task.shell];
  return ok({
    command: shell.command(task.outputs),
    folder: await executionFolder(context.workFolder, context.taskId, task),
    env: environment.value,
    input: shell.input(script.value, task.outputs),
    ...captureLimit(task.outputs),
    secrets: texts.secrets,
  });
}

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
