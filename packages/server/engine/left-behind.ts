import {
  asNodeKey,
  type DelegateId,
  type ExecutionId,
  partsOfTaskId,
  type TaskId,
} from '@reprise/core';
import { isRetryable } from '@reprise/core/execution';
import type { StepWork } from '@reprise/core/step-types';
import type { ExecutionStore, StoredExecutionRow } from '../ports/index.ts';
import type { Versioned } from './engine.ts';

/** What these questions are answered from. */
export interface Answers {
  readonly executions: Pick<ExecutionStore, 'row' | 'chain'>;
  readonly read: (execution: ExecutionId) => Promise<Versioned | null>;
}

/**
 * Whether nobody needs a workspace any more; with null whether nobody needs anything of the execution: it has ended, and
 * neither it nor the newest of its chain can be retried. What this server does not know is over; what does not load may
 * go on one day, so its folders are kept (I13).
 */
export async function isOver(
  { executions, read }: Answers,
  execution: ExecutionId,
  workspace: string | null,
): Promise<boolean> {
  const row = await executions.row(execution);
  if (row === null) return true;
  if (row.endedAt !== null) return workspace !== null || !(await mayBeContinued(executions, row));
  if (workspace === null) return false;
  const loaded = await read(execution);
  return loaded?.state.nodes.get(asNodeKey(workspace))?.phase === 'ended';
}

/** Whether the newest of an execution's chain goes on, or can be retried: then what earlier stages left is still of use. */
async function mayBeContinued(
  executions: Answers['executions'],
  { rootId }: StoredExecutionRow,
): Promise<boolean> {
  const newest = (await executions.chain(rootId)).at(-1);
  return newest !== undefined && (newest.endedAt === null || isRetryable(newest.status));
}

/** Whether this delegate runs what the task has started, although its step has ended: a Background step's process. */
export async function runsOn(
  { read }: Pick<Answers, 'read'>,
  delegate: DelegateId,
  task: TaskId,
): Promise<boolean> {
  const { execution, node, attempt } = partsOfTaskId(task);
  const at = (await read(execution))?.state.nodes.get(node);
  if (at?.phase !== 'ended' || at.attempts !== attempt || at.delegate !== delegate) return false;
  return isBackground(at.work);
}

/** Whether this task leaves a process behind that goes on to speak when its step has ended. */
export async function startsSomething(
  { read }: Pick<Answers, 'read'>,
  task: TaskId,
): Promise<boolean> {
  const { execution, node } = partsOfTaskId(task);
  const at = (await read(execution))?.state.nodes.get(node);
  return at !== undefined && 'work' in at && isBackground(at.work);
}

const isBackground = (work: StepWork | undefined): boolean =>
  work?.kind === 'task' && work.task.type === 'Background';
