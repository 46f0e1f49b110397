/** What a stage deployed and where to, as FirstGen tells of it. */
import type { NodeKey } from '@reprise/core';
import { type ExecutionState, type NodeView, viewNode } from '@reprise/core/execution';
import { isData } from '@reprise/core/expression';
import type { TargetPart } from '@reprise/core/pipeline';
import { targetKey } from '@reprise/core/plan';

export interface Deployment {
  readonly service: {
    readonly id: string;
    readonly name: string;
    readonly deploymentType: string | null;
  } | null;
  readonly environment: {
    readonly id: string;
    readonly name: string;
    readonly type: 'PROD' | 'NON_PROD' | null;
  } | null;
}

/** What a stage has found out of its target so far: one deployment for each time round a loop. */
export function deploymentsOf(state: ExecutionState, stage: NodeView): readonly Deployment[] {
  const runs = stage.kind === 'strategy' ? stage.children : [stage.key];
  return runs.flatMap((key) => {
    const service = serviceOf(state, key);
    const environment = environmentOf(state, key);
    return service === null && environment === null ? [] : [{ service, environment }];
  });
}

function serviceOf(state: ExecutionState, stage: NodeKey): Deployment['service'] {
  const facts = factsOf(state, stage, 'service');
  return facts === null ? null : { ...facts.named, deploymentType: facts.type };
}

function environmentOf(state: ExecutionState, stage: NodeKey): Deployment['environment'] {
  const facts = factsOf(state, stage, 'environment');
  if (facts === null) return null;
  const type = facts.type === 'Production' ? 'PROD' : facts.type === null ? null : 'NON_PROD';
  return { ...facts.named, type };
}

interface Facts {
  readonly named: { readonly id: string; readonly name: string };
  readonly type: string | null;
}

/** Null until the stage has found that part, and when it has none. */
function factsOf(state: ExecutionState, stage: NodeKey, part: TargetPart): Facts | null {
  const key = targetKey(stage, part);
  if (!state.plan.nodes.has(key)) return null;
  const facts = viewNode(state, key).outputs?.['facts'];
  if (facts === undefined || !isData(facts)) return null;
  const { identifier, name, ref, type } = facts;
  const id = textOf(ref) ?? textOf(identifier);
  return id === null ? null : { named: { id, name: textOf(name) ?? id }, type: textOf(type) };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
