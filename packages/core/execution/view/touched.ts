import type { NodeKey } from '@reprise/core';
import {
  instanceKey,
  PIPELINE_KEY,
  rollbackOfPipeline,
  rollbackOfStageIn,
} from '@reprise/core/plan';
import type { ExecutionEvent } from '../event.ts';

/** The nodes that these events speak of. Their parents may look different too: see `nodeStatus`. */
export function touched(events: readonly ExecutionEvent[]): ReadonlySet<NodeKey> {
  const keys = new Set<NodeKey>();
  for (const event of events) {
    if ('node' in event) keys.add(event.node);
    if (event.type === 'StageReused') for (const { node } of event.nodes) keys.add(node);
    if (event.type === 'GroupRestarted') for (const key of event.nodes) keys.add(key);
    if (event.type === 'PipelineRollbackPlanned') {
      const rollback = rollbackOfPipeline(PIPELINE_KEY);
      keys.add(rollback);
      for (const stage of event.stages) keys.add(rollbackOfStageIn(rollback, stage));
    }
    if (event.type === 'LoopExpanded') {
      for (const { suffix } of event.instances) keys.add(instanceKey(event.node, suffix));
    }
  }
  return keys;
}
