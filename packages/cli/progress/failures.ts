import type { ExecutionNode } from '@reprise/api';
import { endedBadly, type Progress } from './model.ts';

/**
 * What went wrong by itself, in the order of the pipeline: steps, and the loops, groups and stages that failed although
 * nothing in them did, such as a loop whose values could not be worked out.
 */
export function failuresIn(nodes: Progress['nodes']): readonly ExecutionNode[] {
  const bad = [...nodes.values()].filter(endedBadly);
  const explained = new Set(bad.map(({ parentId }) => parentId));
  return bad.filter(
    ({ uuid, kind, failureInfo }) =>
      !explained.has(uuid) && (kind === 'step' || failureInfo !== null),
  );
}
