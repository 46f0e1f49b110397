import { partsOfTaskId } from '@reprise/core';
import type { LeasedTask } from '../ports/index.ts';
import type { ConnectedDelegate } from './connected-delegate.ts';
import { type DispatcherNeeds, later, RETRY } from './dispatcher-needs.ts';

/**
 * Sends a leased task to its delegate: for the first time after a claim, or again after a restart of either side. Tries
 * for as long as the delegate is connected: the task is leased, and nobody else will.
 */
export function handOver(
  needs: DispatcherNeeds,
  delegate: ConnectedDelegate,
  task: LeasedTask,
): void {
  startAndRun(needs, delegate, task).catch((error: unknown) => {
    if (!delegate.connected) return;
    needs.logger.error({ task: task.taskId, error }, 'a task could not be handed over');
    later(needs, RETRY, () => handOver(needs, delegate, task));
  });
}

async function startAndRun(
  needs: DispatcherNeeds,
  delegate: ConnectedDelegate,
  { taskId, token, task, stop }: LeasedTask,
): Promise<void> {
  const { execution, node, attempt } = partsOfTaskId(taskId);
  const start = { type: 'StartStep', node, attempt, delegate: delegate.id, lease: token } as const;
  const started = await needs.perform(execution, start);
  if (!started.ok) {
    delegate.releaseLease(taskId, token);
    return;
  }
  delegate.hold(taskId, token, true);
  delegate.run(taskId, token, task);
  if (stop !== null) delegate.stop(taskId, stop);
}
