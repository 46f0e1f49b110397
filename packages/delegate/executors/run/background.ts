import type { TaskOutcome } from '@reprise/core/execution';
import type { BackgroundTask, RunTask } from '@reprise/core/step-types';
import type { ProcessResult } from '../../launcher/protocol.ts';
import type { ProcessExecutor } from '../executor.ts';
import { run } from './index.ts';

/**
 * The Background step: a Run without outputs, whose step has ended well as soon as its process is there, however soon that
 * ends.
 */
export const background: ProcessExecutor<BackgroundTask> = {
  kind: 'process',
  goesOn: true,
  prepare: (task, context) => run.prepare(asRun(task), context),
  outcomeOf,
};

const asRun = (task: BackgroundTask): RunTask => ({ ...task, type: 'Run', outputs: [] });

/** Asked when the process ended before it was seen to run. */
function outcomeOf(task: BackgroundTask, result: ProcessResult): TaskOutcome {
  const isOver = result.startError === null && result.stop === null;
  return isOver ? { status: 'Success', outputs: {} } : run.outcomeOf(asRun(task), result);
}
