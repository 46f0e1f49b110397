import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Result, refused } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';
import type { ProcessExecutor } from './executors/executor.ts';
import { killGroup } from './launcher/process-identity.ts';
import type { ProcessSpec } from './launcher/protocol.ts';
import { fileNameOf } from './launcher/task-records.ts';
import type { LauncherLink } from './launcher-link.ts';
import { withSecretsKept } from './secret-outputs.ts';
import { failureFrom, LOST, type TaskRun } from './task-run.ts';

/**
 * Runs a task under the launcher, from wherever it stands to its outcome, and posts its whole log. Where it stands is
 * told by its record and by the launcher, never by memory: so a new task, one that ran on while the delegate was away,
 * and one whose launcher died all take the same way (I3, I12). Throws only when the delegate detaches.
 */
export async function runProcess(
  run: TaskRun,
  executor: ProcessExecutor<TaskSpec>,
): Promise<TaskOutcome> {
  const { taskId } = run.lease;
  let spec: Result<ProcessSpec, Failure> | null = null;
  let begun = run.resumed;
  for (;;) {
    const link = await run.around.link();
    run.around.detached.throwIfAborted();
    if (link.running.has(taskId)) {
      begun = true;
      if (executor.goesOn === true && (await hasStarted(run, link))) return GOES_ON;
      await untilEnded(run, link);
    } else if (begun) {
      return settled(run, executor, link);
    } else if (run.stopCause !== null) {
      return run.stoppedEarly(run.stopCause);
    } else if (spec === null) {
      // Preparing takes time: afterwards the launcher may be another one, and a stop may have come.
      spec = await prepare(run, executor);
    } else if (!spec.ok) {
      return { status: 'Failed', failure: spec.error };
    } else {
      const { logLimit } = run.around.context.settings;
      const answer = await link.start(taskId, run.lease.token, { ...spec.value, logLimit });
      if (answer.kind === 'not-started')
        return { status: 'Failed', failure: notStarted(answer.message) };
      begun = answer.kind !== 'link-lost' || (await mayHaveBegun(run, link.memory));
    }
  }
}

/** After the link was lost with the answer to a start. When the records of then are lost too, nothing can tell (I12). */
async function mayHaveBegun(run: TaskRun, memory: string): Promise<boolean> {
  const link = await run.around.link();
  return link.memory !== memory || run.around.records().has(run.lease.taskId);
}

async function prepare(
  run: TaskRun,
  executor: ProcessExecutor<TaskSpec>,
): Promise<Result<ProcessSpec, Failure>> {
  try {
    return await executor.prepare(run.lease.task, run.around.context);
  } catch (error) {
    return refused(failureFrom('The step could not be prepared', error));
  }
}

/** How a step has ended whose process goes on. */
const GOES_ON: TaskOutcome = { status: 'Success', outputs: {} };
const ASK_MS = 5;

/** Waits until the process is there; false when it ended before that was seen, or is to be stopped. */
async function hasStarted(run: TaskRun, link: LauncherLink): Promise<boolean> {
  const { taskId } = run.lease;
  while (link.running.has(taskId) && !run.stopSignal.aborted) {
    if (run.around.records().read(fileNameOf(taskId))?.started != null) return true;
    await delay(ASK_MS);
    run.around.detached.throwIfAborted();
  }
  return false;
}

/** Waits while the task runs under this launcher, posts its log as it grows, and passes a stop on. */
export async function untilEnded(run: TaskRun, link: LauncherLink): Promise<void> {
  const { taskId } = run.lease;
  const passOn = () => link.stop(taskId, run.stopCause ?? 'abort');
  if (run.stopSignal.aborted) passOn();
  else run.stopSignal.addEventListener('abort', passOn);
  const ended = link.ended(taskId, (size) => run.pump.grewTo(size));
  // Growth that was told before anybody listened is not told again, and a step may be silent for hours after it.
  run.pump.grewTo(sizeOf(run.logFile));
  await ended;
  run.stopSignal.removeEventListener('abort', passOn);
}

/** The outcome of a task that was started and does not run any more. */
async function settled(
  run: TaskRun,
  executor: ProcessExecutor<TaskSpec>,
  link: LauncherLink,
): Promise<TaskOutcome> {
  const { taskId, task } = run.lease;
  const heard = link.takeResult(taskId);
  const record = heard === null ? run.around.records().read(fileNameOf(taskId)) : null;
  const result = heard ?? record?.result ?? null;
  const started = record?.started ?? null;
  if (result === null && started !== null) killGroup(started.leader, taskId);
  run.around.records().removeLogin(taskId);
  if (result !== null && result.logError !== null)
    run.around.warn('A part of the log is missing.', result.logError);
  const whole = await run.pump.finish(result?.logSize ?? sizeOf(run.logFile));
  if (!whole) run.around.warn('The server did not take the whole log.', taskId);
  if (result !== null)
    return withSecretsKept(executor.outcomeOf(task, result), task, run.around.keepSecret);
  return run.stopCause === null
    ? LOST
    : { status: 'Stopped', message: `The step was stopped (${run.stopCause}).` };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

const notStarted = (message: string): Failure =>
  failureFrom('The delegate could not start the step, nothing of it ran', message);
