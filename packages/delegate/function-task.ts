import type { TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';
import type { FunctionExecutor } from './executors/executor.ts';
import { LogSpool } from './launcher/log-spool.ts';
import { MaskedSecrets, maskedOutcome } from './masked-secrets.ts';
import { failureFrom, LOST, type TaskRun } from './task-run.ts';

/**
 * Runs a task inside this process, and posts its whole log. A task of which there is a record was begun by a delegate
 * that died: it is not begun again, and nobody knows how far it came (I3, I12). Throws only when the delegate detaches.
 */
export async function runFunction(
  run: TaskRun,
  executor: FunctionExecutor<TaskSpec>,
): Promise<TaskOutcome> {
  if (run.stopCause !== null && !run.resumed) return run.stoppedEarly(run.stopCause);
  if (!run.around.records().claimOnDisk(run.lease.taskId)) return LOST;
  const { logLimit } = run.around.context.settings;
  const spool = new LogSpool(run.logFile, (size) => run.pump.grewTo(size), logLimit);
  const outcome = await call(run, executor, spool);
  await spool.close();
  await run.pump.finish(spool.size);
  return run.stopCause === null
    ? outcome
    : { status: 'Stopped', message: `The step was stopped (${run.stopCause}).` };
}

async function call(
  run: TaskRun,
  executor: FunctionExecutor<TaskSpec>,
  spool: LogSpool,
): Promise<TaskOutcome> {
  const { context, detached } = run.around;
  const masked = new MaskedSecrets(context.secrets);
  try {
    const outcome = await executor.run(run.lease.task, {
      ...context,
      secrets: masked,
      signal: AbortSignal.any([run.stopSignal, detached]),
      log: (level, text) => spool.add(level, masked.filter.maskText(text).split('\n')),
    });
    return maskedOutcome(outcome, masked.filter);
  } catch (error) {
    const failure = failureFrom('The step failed', error);
    return maskedOutcome({ status: 'Failed', failure }, masked.filter);
  }
}
