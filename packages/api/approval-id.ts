import { partsOfTaskId, type TaskId, taskIdOf } from '@reprise/core';
import {
  type NodeReference,
  nodeExecutionIdOf,
  parseNodeExecutionId,
} from './node-execution-id.ts';

/** The API's id of an approval: its node's name and the attempt, safe in a path. */
export function approvalIdOf(task: TaskId): string {
  const { execution, node, attempt } = partsOfTaskId(task);
  return `${nodeExecutionIdOf(execution, node)}~~${attempt}`;
}

export interface ApprovalReference extends NodeReference {
  readonly attempt: number;
  readonly task: TaskId;
}

/** What an approval id names; null when it is none. */
export function parseApprovalId(text: string): ApprovalReference | null {
  const match = /^(.+)~~([1-9]\d{0,8})$/.exec(text);
  const reference = match?.[1] === undefined ? null : parseNodeExecutionId(match[1]);
  if (reference === null) return null;
  const attempt = Number(match?.[2]);
  return { ...reference, attempt, task: taskIdOf(reference.execution, reference.node, attempt) };
}
