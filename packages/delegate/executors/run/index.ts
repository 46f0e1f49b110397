import { ok, type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { OutputVariable, RunShell, RunTask } from '@reprise/core/step-types';
import { TASK_VARIABLE } from '../../launcher/process-identity.ts';
import type { ProcessResult, ProcessSpec } from '../../launcher/protocol.ts';
import { executionFolder } from '../execution-folder.ts';
import type { ExecutorContext, ProcessExecutor } from '../executor.ts';
import { configuration, ownVariables } from '../process-environment.ts';
import { TextResolver } from '../resolve-text.ts';
import { bash } from '../shell-script/bash.ts';
import { failureOf } from '../shell-script/failure.ts';
import { captureLimit, outputsOf, problemOfOutputs } from '../shell-script/outputs.ts';
import { powerShell } from '../shell-script/power-shell.ts';
import type { Shell } from '../shell-script/shell.ts';
import { type ContainerRun, containerCommand, variablesForCli } from './container.ts';
import { python } from './python.ts';
import { type PullAs, pullAs } from './registry-login.ts';
import { sh } from './sh.ts';

/*
 * The Run, Plugin and Background steps. With an image they run in a container, where this delegate has an engine; a Run
 * or Background step without one runs on the delegate's own machine. All share the execution's folder.
 */

const SHELLS: Readonly<Record<RunShell, Shell>> = {
  Sh: sh,
  Bash: bash,
  Python: python,
  Pwsh: powerShell,
};

/** As in CI systems, the first command that fails ends the step. On the first line, so that lines count from 1. */
const STRICT: Readonly<Record<RunShell, string>> = {
  Sh: 'set -e; ',
  Bash: 'set -e; ',
  Python: '',
  Pwsh: '',
};

export const run: ProcessExecutor<RunTask> = { kind: 'process', prepare, outcomeOf };

interface Inside {
  readonly command: readonly [string, ...string[]] | null;
  readonly input: string;
}

async function prepare(
  task: RunTask,
  context: ExecutorContext,
): Promise<Result<ProcessSpec, Failure>> {
  const problem = problemOfOutputs(task.outputs);
  if (problem !== null) return refused(configuration(problem));
  const texts = new TextResolver(context.secrets);
  const inside = await insideOf(task, texts);
  if (!inside.ok) return inside;
  const own = await ownVariables(task.environment, texts);
  if (!own.ok) return own;
  const folder = await executionFolder(context.workFolder, context.taskId, task);
  const login = task.container === null ? ok(null) : await pullAs(task.container, context, texts);
  if (!login.ok) return login;
  const around = commandAround(task, inside.value, context, {
    workspace: folder,
    environment: own.value,
    secrets: texts.secrets,
    pullAs: login.value,
  });
  if (!around.ok) return around;
  return ok({
    command: around.value.command,
    folder,
    env: { ...context.environment, ...around.value.env, [TASK_VARIABLE]: context.taskId },
    input: withLogin(login.value, inside.value.input),
    ...captureLimit(task.outputs),
    secrets: texts.secrets,
  });
}

/** The script around the CLI reads the login as the first line, and leaves the rest to the command. */
const withLogin = (login: PullAs | null, input: string): string =>
  login === null ? input : `${login.config}\n${input}`;

async function insideOf(task: RunTask, texts: TextResolver): Promise<Result<Inside, Failure>> {
  if (task.command === null) return ok({ command: null, input: '' });
  const { shell, script } = task.command;
  const source = await texts.resolve(script);
  if (!source.ok) return source;
  if (source.value.includes('\0')) {
    return refused(configuration('The command contains a NUL character, which no shell can read.'));
  }
  const program = SHELLS[shell];
  const input = program.input(`${STRICT[shell]}${source.value}`, task.outputs);
  return ok({ command: program.command(task.outputs), input });
}

interface Around {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/** The process to start: the command itself, or the CLI of the container engine around it. */
function commandAround(
  { container, outputs }: RunTask,
  { command }: Inside,
  { settings, taskId, workFolder }: ExecutorContext,
  own: Pick<ContainerRun, 'workspace' | 'environment' | 'secrets' | 'pullAs'>,
): Result<Around, Failure> {
  if (container === null) {
    if (command === null) return refused(configuration('The step has neither command nor image.'));
    return ok({ command, env: own.environment });
  }
  const engine = settings.containerEngine;
  if (engine === null) {
    const message = `The step asks for the image ${container.image}, and this delegate runs no containers. Set REPRISE_CONTAINER_ENGINE to docker or podman where it runs, send the step to a delegate that has one by its delegate selectors, or leave the image out to run on the delegate's own machine.`;
    return refused(configuration(message));
  }
  const wanted = { ...own, engine, task: taskId, container, workFolder, command };
  const around = containerCommand({ ...wanted, outputs: outputs.length > 0 });
  if (!around.ok) return around;
  const env = { ...settings.containerEnvironment, ...variablesForCli(own.environment) };
  return ok({ command: around.value, env });
}

/** What the container engine's CLI says by its exit codes of itself. */
const ENGINE_FAILED = 125;

function outcomeOf(task: RunTask, result: ProcessResult): TaskOutcome {
  if (result.stop !== null) {
    return { status: 'Stopped', message: `The command was stopped (${result.stop}).` };
  }
  const failure = failureOf(programOf(task), result);
  if (failure !== null) return { status: 'Failed', failure: explained(task, failure) };
  return published(task.outputs, result);
}

const programOf = ({ command, container }: RunTask): { readonly name: string } =>
  command === null ? { name: container?.image ?? 'the image' } : SHELLS[command.shell];

function explained({ container }: RunTask, failure: Failure): Failure {
  if (container === null || failure.exitCode !== ENGINE_FAILED) return failure;
  const hint =
    container.elsewhere === undefined
      ? ''
      : `. The connector is of the registry ${container.elsewhere} and the image of another one, so it was pulled without the connector's login`;
  const message = `The container engine could not run the image ${container.image}: ${failure.message}${hint}`;
  return { ...failure, message, types: ['PluginImageFailure'] };
}

function published(declared: readonly OutputVariable[], result: ProcessResult): TaskOutcome {
  if (declared.length === 0) return { status: 'Success', outputs: {} };
  const outputs = outputsOf(declared, result);
  if (!outputs.ok) return { status: 'Failed', failure: outputs.error };
  return { status: 'Success', outputs: { outputVariables: outputs.value } };
}
