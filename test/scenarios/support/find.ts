import { type ExecutionId, type NodeKey, partsOfTaskId, type TaskId } from '@reprise/core';
import { type ExecutionState, type NodeView, viewNodes } from '@reprise/core/execution';
import { parseDuration } from '@reprise/core/pipeline';
import type { Workshop } from '../../../packages/server/testing/workshop.ts';

/** The execution that a chained stage runs. */
export const childOf = (views: readonly NodeView[], stage: string): ExecutionId | undefined =>
  views.find(({ identifier, kind }) => kind === 'stage' && identifier === stage)?.child
    ?.executionId;

/** What a scenario calls the step of a task. */
export const stepName = (taskId: TaskId): string => nameOf(partsOfTaskId(taskId).node);

/** A node's own part of its key; in an instance of a looped stage with the stage's: `build-linux/compile`. */
export function nameOf(key: NodeKey): string {
  const [, , stage = '', ...inside] = key.split('.');
  const own = inside.at(-1) ?? stage;
  return stage.includes('-') && inside.length > 0 ? `${stage}/${own}` : own;
}

/** The node of this identifier; throws when the scenario names none. */
export function keyOf(state: ExecutionState, identifier: string): NodeKey {
  const view = viewNodes(state).find((node) => node.identifier === identifier);
  if (view === undefined) throw new Error(`no node is called ${identifier}`);
  return view.key;
}

/** An execution as it stands. */
export async function stateOf(
  engine: Workshop['engine'],
  execution: ExecutionId,
): Promise<ExecutionState> {
  const read = await engine.read(execution);
  if (read === null) throw new Error(`the execution ${execution} does not load`);
  return read.state;
}

export function newest(chain: readonly ExecutionId[]): ExecutionId {
  const last = chain.at(-1);
  if (last === undefined) throw new Error('a scenario begins with a run');
  return last;
}

export function duration(text: string) {
  const length = parseDuration(text);
  if (length === null) throw new Error(`${text} is no duration`);
  return length;
}
