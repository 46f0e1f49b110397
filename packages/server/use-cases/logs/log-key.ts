import {
  asExecutionId,
  asNodeKey,
  type ExecutionId,
  partsOfTaskId,
  type TaskId,
  taskIdOf,
} from '@reprise/core';
import type { StoredExecutionRow } from '../../ports/index.ts';

/**
 * Keys under which Harness's clients ask for logs: `{account}/pipeline/{pipeline}/{run}/-{execution}`, then for one
 * attempt of a step `/{node}/{attempt}`. The execution is the one in which the step ran (I9).
 */
type KeyOwner = Pick<StoredExecutionRow, 'scope' | 'pipelineId' | 'runSequence'>;

/** The key of the log of one task, as seen from the execution that shows it. */
export function logKeyOf({ scope, pipelineId, runSequence }: KeyOwner, task: TaskId): string {
  const { execution, node, attempt } = partsOfTaskId(task);
  return `${scope.accountId}/pipeline/${pipelineId}/${runSequence}/-${execution}/${node}/${attempt}`;
}

/** What a key leads to: everything of one execution, of one node or container in it, or of one attempt. */
export interface LogReference {
  readonly accountId: string;
  readonly execution: ExecutionId;
  /** A node's key or the beginning of one; null for the whole execution. */
  readonly node: string | null;
  readonly task: TaskId | null;
}

const KEY =
  /^(?<account>[^/]+)\/pipeline\/[^/]+\/\d+\/-(?<execution>[A-Za-z0-9_-]{1,64})(?:\/(?<node>[^/]*)(?:\/(?<attempt>[1-9]\d{0,8}))?)?\/?$/;

/** Reads a key; null when it is none of ours. */
export function parseLogKey(key: string): LogReference | null {
  const groups = KEY.exec(key)?.groups;
  const { account, execution: id, node, attempt } = groups ?? {};
  if (account === undefined || id === undefined) return null;
  const execution = asExecutionId(id);
  return {
    accountId: account,
    execution,
    node: node === undefined || node === '' ? null : node,
    task:
      node === undefined || attempt === undefined
        ? null
        : taskIdOf(execution, asNodeKey(node), Number(attempt)),
  };
}
