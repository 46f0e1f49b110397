import type { ExecutionId, TaskId } from '@reprise/core';
import type { Resource, ResourceQueue } from '../../ports/index.ts';
import type { AppendRows, ClaimColumns } from '../append-rows.ts';

export interface MemoryResources {
  readonly queue: ResourceQueue;
  write(rows: AppendRows): void;
}

/** @param isLive whether an execution has not ended, and loads. */
export function createMemoryResources(
  isLive: (execution: ExecutionId) => boolean,
): MemoryResources {
  const places = new Map<TaskId, ClaimColumns>();
  const live = (): readonly ClaimColumns[] =>
    [...places.values()].filter(({ executionId }) => isLive(executionId));
  return {
    queue: {
      claims: async ({ accountId, key }) =>
        live()
          .filter((each) => each.accountId === accountId && each.key === key)
          .map(({ taskId, executionId, holder }) => ({ taskId, executionId, holder })),
      all: async () => {
        const found = new Map<string, Resource>();
        for (const { accountId, key } of live()) {
          found.set(JSON.stringify([accountId, key]), { accountId, key });
        }
        return [...found.values()];
      },
    },
    write: ({ joined, left }) => {
      for (const one of joined) if (!places.has(one.taskId)) places.set(one.taskId, one);
      for (const task of left) places.delete(task);
    },
  };
}
