import type { NodeKey } from '@reprise/core';
import type { RunningContainer } from './node-state.ts';
import type { ExecutionState } from './state.ts';

/** The pipeline, stage, group or loop with this key; undefined when it has not begun, or is over. */
export function runningAt(
  { nodes }: Pick<ExecutionState, 'nodes'>,
  key: NodeKey,
): RunningContainer | undefined {
  const at = nodes.get(key);
  return at?.phase === 'running-container' ? at : undefined;
}
