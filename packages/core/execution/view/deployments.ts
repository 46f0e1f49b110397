import type { NodeKey } from '@reprise/core';
import { isData, type Value } from '@reprise/core/expression';
import type { TargetPart } from '@reprise/core/pipeline';
import { containerOf, nodeOf, targetKey } from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';

/** A service or an environment, as a stage found it. */
export interface DeployedPart {
  /** As the pipeline refers to it: `prod`, `account.shop`. */
  readonly ref: string;
  readonly name: string;
  readonly type: string | null;
}

/** What a stage deployed and where to, as far as it has found that out. */
export interface Deployment {
  readonly service: DeployedPart | null;
  readonly environment: DeployedPart | null;
}

/** The deployments of a stage: one for each time round its loop, none when it deploys nothing. */
export function deploymentsOf(state: ExecutionState, stage: NodeKey): readonly Deployment[] {
  const node = nodeOf(state.plan, stage);
  const runs = node.kind === 'strategy' ? containerOf(state.plan, stage).children : [stage];
  return runs.flatMap((run) => {
    const service = partOf(state, run, 'service');
    const environment = partOf(state, run, 'environment');
    return service === null && environment === null ? [] : [{ service, environment }];
  });
}

/** What an execution has deployed so far and where to, by references. */
export function deployedIn(state: ExecutionState): {
  readonly services: readonly string[];
  readonly environments: readonly string[];
} {
  const all = state.plan.deploying
    .filter((key) => state.nodes.has(key))
    .flatMap((key) => deploymentsOf(state, key));
  const refs = (part: keyof Deployment) =>
    [...new Set(all.flatMap((one) => one[part]?.ref ?? []))].toSorted();
  return { services: refs('service'), environments: refs('environment') };
}

function partOf(state: ExecutionState, stage: NodeKey, part: TargetPart): DeployedPart | null {
  const at = state.nodes.get(targetKey(stage, part));
  const facts = at?.phase === 'ended' ? at.outputs?.['facts'] : undefined;
  if (!isData(facts)) return null;
  const ref = textOf(facts['ref']) ?? textOf(facts['identifier']);
  if (ref === null) return null;
  return { ref, name: textOf(facts['name']) ?? ref, type: textOf(facts['type']) };
}

const textOf = (value: Value | undefined): string | null =>
  typeof value === 'string' ? value : null;
