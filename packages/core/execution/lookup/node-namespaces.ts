import type { Instant, NodeKey } from '@reprise/core';
import type { Found, Lookup, Namespace } from '@reprise/core/expression';
import {
  type ContainerNode,
  childOf,
  type GroupNode,
  nodeOf,
  type PipelineNode,
  type PlanNode,
  type StageNode,
  type StepNode,
} from '@reprise/core/plan';
import type { LookupContext } from './context.ts';
import { currentStatus, ownStatus } from './engine-status.ts';
import { namespaceBy, namespaceOf } from './namespace.ts';
import { outputNamespace } from './step-output.ts';
import { variablesNamespace } from './variables.ts';

/** Gives the names that are known at a node: variables are evaluated with the names known where they stand. */
export type LookupAt = (context: LookupContext, node: PlanNode) => Lookup;

/** `<+pipeline…>` */
export function pipelineNamespace(
  context: LookupContext,
  node: PipelineNode,
  lookupAt: LookupAt,
): Namespace {
  const { created, plan } = context.state;
  const { pipeline } = plan;
  return namespaceOf({
    ...commonNames(context, node),
    description: () => pipeline.description ?? null,
    executionId: () => created.executionId,
    sequenceId: () => created.runSequence,
    orgIdentifier: () => created.scope.orgId,
    projectIdentifier: () => created.scope.projectId,
    executionMode: () => 'NORMAL',
    triggerType: () => created.trigger.type,
    triggeredBy: () => ({ name: created.trigger.by.name, email: null }),
    delegateSelectors: () => pipeline.delegateSelectors,
    tags: () => pipeline.tags,
    variables: () => variablesOf(context, node, pipeline.variables, lookupAt),
    stages: () =>
      childrenNamespace(context, node, (child) =>
        child.kind === 'stage' ? stageNamespace(context, child, lookupAt) : undefined,
      ),
  });
}

/** `<+stage…>` and `<+pipeline.stages.ID…>` */
export function stageNamespace(
  context: LookupContext,
  node: StageNode,
  lookupAt: LookupAt,
): Namespace {
  const { stage } = node;
  return namespaceOf({
    ...commonNames(context, node),
    type: () => stage.type,
    description: () => stage.description ?? null,
    delegateSelectors: () => stage.delegateSelectors,
    tags: () => stage.tags,
    variables: () => variablesOf(context, node, stage.variables, lookupAt),
    spec: () => namespaceOf({ execution: () => executionNamespace(context, node, lookupAt) }),
  });
}

/** `<+execution…>`: the steps of a stage. */
export function executionNamespace(
  context: LookupContext,
  node: StageNode,
  lookupAt: LookupAt,
): Namespace {
  return namespaceOf({ steps: () => stepsNamespace(context, node, lookupAt) });
}

/** `….steps` of a stage or group */
export function stepsNamespace(
  context: LookupContext,
  node: ContainerNode,
  lookupAt: LookupAt,
): Namespace {
  return childrenNamespace(context, node, (child) => stepOrGroup(context, child, lookupAt));
}

/** `….steps.ID…` */
export function stepOrGroup(
  context: LookupContext,
  node: PlanNode,
  lookupAt: LookupAt,
): Namespace | undefined {
  if (node.kind === 'step') return stepNamespace(context, node);
  return node.kind === 'group' ? groupNamespace(context, node, lookupAt) : undefined;
}

/** `<+stepGroup…>` and `….steps.GROUP…` */
export function groupNamespace(
  context: LookupContext,
  node: GroupNode,
  lookupAt: LookupAt,
): Namespace {
  return namespaceOf({
    ...commonNames(context, node),
    variables: () => variablesOf(context, node, node.group.variables, lookupAt),
    steps: () => stepsNamespace(context, node, lookupAt),
  });
}

/** `<+step…>` and `….steps.ID…` */
export function stepNamespace(context: LookupContext, node: StepNode): Namespace {
  return namespaceOf({
    ...commonNames(context, node),
    type: () => node.step.spec.type,
    description: () => node.step.description ?? null,
    retryCount: () => retriesOf(context, node.key),
    output: () => outputNamespace(context, node),
  });
}

function commonNames(context: LookupContext, node: PlanNode) {
  const { state } = context;
  return {
    name: () => node.name,
    identifier: () => node.identifier,
    status: () => ownStatus(state, node.key),
    currentStatus: () => currentStatus(state, node.key),
    liveStatus: () => currentStatus(state, node.key),
    startTs: () => startOf(context, node.key),
    endTs: () => endOf(context, node.key),
  };
}

function startOf({ state }: LookupContext, key: NodeKey): Instant | null {
  return state.nodes.get(key)?.startedAt ?? null;
}

function endOf({ state }: LookupContext, key: NodeKey): Instant | null {
  const node = state.nodes.get(key);
  return node?.phase === 'ended' ? node.endedAt : null;
}

function retriesOf({ state }: LookupContext, key: NodeKey): number | null {
  const node = state.nodes.get(key);
  if (node === undefined || node.phase === 'running-container') return null;
  return Math.max(0, (node.phase === 'ended' ? node.attempts : node.attempt) - 1);
}

function variablesOf(
  context: LookupContext,
  node: ContainerNode,
  variables: Parameters<typeof variablesNamespace>[2],
  lookupAt: LookupAt,
): Namespace {
  return variablesNamespace(context, node, variables, () => lookupAt(context, node));
}

function childrenNamespace(
  context: LookupContext,
  parent: ContainerNode,
  show: (child: PlanNode) => Found | undefined,
): Namespace {
  const { plan } = context.state;
  return namespaceBy(
    () => parent.children.map((key) => nodeOf(plan, key).identifier),
    (name) => {
      const child = childOf(plan, parent, name);
      return child === undefined ? undefined : show(child);
    },
  );
}
