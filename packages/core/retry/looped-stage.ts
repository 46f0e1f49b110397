import type { NodeKey } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus, type Status } from '@reprise/core/execution';
import { type ListedStage, nodeOf, type StrategyNode } from '@reprise/core/plan';
import type { InstanceDecision } from './model.ts';
import { howItEnded } from './start-positions.ts';

/**
 * What a retry does with each instance of a stage that runs again. When the stage did not end well, and does not belong
 * to a group that runs whole, the instances that ended well are reused and the others run; each is known by its values,
 * never by its number (I5). Otherwise all run. Null for a stage that is no loop or never had its instances.
 */
export function decideInstances(
  source: ExecutionState,
  stage: ListedStage,
  onlyFailed: boolean,
): readonly InstanceDecision[] | null {
  if (stage.kind !== 'strategy' || stage.children.length === 0) return null;
  const status = nodeStatus(source, stage.key);
  const mayReuse = onlyFailed && !endedWell(status);
  return stage.children.map((key) => decisionOf(source, stage, key, mayReuse));
}

/** The instances of a stage that is reused: as it was, with those that never began. */
export function reuseInstances(
  source: ExecutionState,
  stage: ListedStage,
): readonly InstanceDecision[] | null {
  if (stage.kind !== 'strategy' || stage.children.length === 0) return null;
  return stage.children.map((key) => {
    const base = { ...instanceIn(source, key), decision: 'reuse' } as const;
    const at = source.nodes.get(key);
    if (at?.phase === 'ended') {
      return { ...base, reason: `it ${howItEnded(at.status)}`, origin: at.origin };
    }
    return { ...base, reason: `${stage.identifier} is reused as it was: it never began` };
  });
}

function decisionOf(
  source: ExecutionState,
  stage: StrategyNode,
  key: NodeKey,
  mayReuse: boolean,
): InstanceDecision {
  const at = source.nodes.get(key);
  const base = instanceIn(source, key);
  const how = howItEnded(base.sourceStatus);
  if (!mayReuse)
    return { ...base, decision: 'run', reason: `all of ${stage.identifier} runs again` };
  // I7: what did not start, or did not end well, is never reused.
  if (at?.phase !== 'ended' || !endedWell(at.status)) {
    return { ...base, decision: 'run', reason: `it ${how}` };
  }
  return { ...base, decision: 'reuse', reason: `it ${how}`, origin: at.origin };
}

function instanceIn(
  source: ExecutionState,
  key: NodeKey,
): Pick<InstanceDecision, 'instance' | 'identifier' | 'name' | 'sourceStatus'> {
  const { identifier, name } = nodeOf(source.plan, key);
  const at = source.nodes.get(key);
  const sourceStatus: Status = at?.phase === 'ended' ? at.status : 'NotStarted';
  return { instance: key, identifier, name, sourceStatus };
}
