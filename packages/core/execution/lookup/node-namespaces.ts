import { formatDuration, type Milliseconds, type NodeKey } from '@reprise/core';
import type { Found, Namespace } from '@reprise/core/expression';
import type { Variable } from '@reprise/core/pipeline';
import {
  type ContainerNode,
  childOf,
  type GroupNode,
  isInRollback,
  isWithin,
  nodeOf,
  type PipelineNode,
  type Plan,
  type PlanNode,
  rollbackOf,
  type StageNode,
  type StepNode,
  targetPartOf,
} from '@reprise/core/plan';
import { firstAttemptOf } from '../earlier-tries.ts';
import { runningAt } from '../running.ts';
import type { ExecutionState } from '../state.ts';
import { namesOfCodebase } from './codebase.ts';
import type { LookupContext, Subject } from './context.ts';
import { currentStatus, ownStatus } from './engine-status.ts';
import { executionUrl, stageUrl } from './execution-url.ts';
import { loopNames } from './loop-namespaces.ts';
import { type Names, namespaceBy, namespaceOf } from './namespace.ts';
import { inputsOfStep } from './step-inputs.ts';
import { outputNamespace } from './step-output.ts';
import { targetNamesOfStage } from './target-names.ts';
import { variablesNamespace } from './variables.ts';

const nodeNames: Names<Subject> = {
  name: ({ node }) => node.name,
  identifier: ({ node }) => node.identifier,
  status: ({ context, node }) => ownStatus(context.state, node.key),
  currentStatus: ({ context, node }) => currentStatus(context.state, node.key, 'not in loops'),
  liveStatus: ({ context, node }) => currentStatus(context.state, node.key, 'all'),
  startTs: ({ context, node }) => context.state.nodes.get(node.key)?.startedAt ?? null,
  endTs: ({ context, node }) => {
    const at = context.state.nodes.get(node.key);
    return at?.phase === 'ended' ? at.endedAt : null;
  },
};

const durationOf = (length: Milliseconds | undefined): string | null =>
  length === undefined ? null : formatDuration(length);

/** What an instance of a loop knows of its own loop: `<+stage.matrix.AXIS>`. */
const loopedNames: Names<Subject> = {
  matrix: ({ node }) => ownLoop(node, 'matrix'),
  repeat: ({ node }) => ownLoop(node, 'repeat'),
  strategy: ({ node }) => ownLoop(node, 'strategy'),
};

const ownLoop = ({ place }: PlanNode, name: string): Found | undefined =>
  place === undefined ? undefined : loopNames(place)(name);

const pipelineNames: Names<Subject<PipelineNode>> = {
  ...nodeNames,
  description: ({ context }) => context.state.plan.pipeline.description ?? null,
  executionId: ({ context }) => context.state.created.executionId,
  sequenceId: ({ context }) => context.state.created.runSequence,
  orgIdentifier: ({ context }) => context.state.created.scope.orgId,
  projectIdentifier: ({ context }) => context.state.created.scope.projectId,
  timeout: ({ context }) => durationOf(context.state.plan.pipeline.timeout),
  executionUrl: ({ context }) => executionUrl(context.state.created),
  executionMode: ({ context: { state, self } }) => {
    const undoing = isInRollback(state.plan, nodeOf(state.plan, self));
    return undoing && isUndone(state) ? 'PIPELINE_ROLLBACK' : 'NORMAL';
  },
  triggerType: ({ context }) => context.state.created.trigger.type,
  triggeredBy: ({ context }) => ({
    name: context.state.created.trigger.by.name,
    email: context.state.created.trigger.by.email ?? null,
    triggerIdentifier: null,
  }),
  selectedStages: ({ context, node }) =>
    node.children.map((key) => nodeOf(context.state.plan, key).identifier),
  storeType: () => 'INLINE',
  repo: () => null,
  branch: () => null,
  delegateSelectors: ({ context }) => context.state.plan.pipeline.delegateSelectors,
  tags: ({ context }) => context.state.plan.pipeline.tags,
  variables: variablesOfPipeline,
  stages: (subject) =>
    childrenNamespace(subject, (node) =>
      node.kind === 'stage' ? stageNamespace({ ...subject, node }) : undefined,
    ),
};

/** Whether the whole pipeline is being undone, or was. */
function isUndone(state: ExecutionState): boolean {
  const { root } = state.plan;
  const at = state.nodes.get(root);
  if (at?.phase === 'ended') return at.rolledBack === true;
  return runningAt(state, root)?.rollbackAt !== undefined;
}

const stageNames: Names<Subject<StageNode>> = {
  ...nodeNames,
  ...loopedNames,
  type: ({ node }) => node.stage.type,
  timeout: ({ node }) => durationOf(node.stage.timeout),
  executionUrl: ({ context, node }) => stageUrl(context.state.created, node.key),
  description: ({ node }) => node.stage.description ?? null,
  delegateSelectors: ({ node }) => node.stage.delegateSelectors,
  tags: ({ node }) => node.stage.tags,
  variables: (subject) => variablesOf(subject, subject.node.stage.variables),
  output: outputOfChild,
  spec: (subject) => namespaceOf(specNames, subject),
};

/** What a chained stage publishes: the outputs of its one step. */
function outputOfChild({ context, node }: Subject<StageNode>): Found | undefined {
  if (node.stage.type !== 'Pipeline') return undefined;
  const [key] = node.children;
  const step = key === undefined ? undefined : nodeOf(context.state.plan, key);
  return step?.kind === 'step' ? outputNamespace(context, step) : undefined;
}

const specNames: Names<Subject<StageNode>> = {
  execution: executionNamespace,
  ...targetNamesOfStage,
};
const executionNames: Names<Subject<StageNode>> = {
  steps: stepsNamespace,
  rollbackSteps: rollbackNamespace,
};

const groupNames: Names<Subject<GroupNode>> = {
  ...nodeNames,
  ...loopedNames,
  variables: (subject) => variablesOf(subject, subject.node.group.variables),
  steps: stepsNamespace,
  rollbackSteps: rollbackNamespace,
};

/** The exit code with which the step's newest attempt failed; null when that is not how it ended. */
function exitCodeOf({ state, self, failed }: LookupContext, key: NodeKey): number | null {
  if (key === self && failed !== undefined) return failed.failure.exitCode ?? null;
  const at = state.nodes.get(key);
  const last = at?.phase === 'ended' ? at.failure : at?.tried?.at(-1)?.outcome.failure;
  return last?.exitCode ?? null;
}

const stepNames: Names<Subject<StepNode>> = {
  ...nodeNames,
  ...loopedNames,
  type: ({ node }) => node.step.spec.type,
  description: ({ node }) => node.step.description ?? null,
  retryCount: ({ context, node }) => {
    const at = context.state.nodes.get(node.key);
    // A step that asks about itself is just about to make its first attempt.
    if (at === undefined) return node.key === context.self ? 0 : null;
    if (at.phase === 'running-container') return null;
    const first = firstAttemptOf(context.state, node.key);
    const newest = at.phase === 'ended' ? at.attempts : at.attempt;
    // Not by its number: that counts the checks of an approval too.
    return at.tried?.filter(({ attempt }) => attempt >= first && attempt < newest).length ?? 0;
  },
  exitCode: ({ context, node }) => exitCodeOf(context, node.key),
  timeout: ({ node }) => durationOf(node.step.timeout),
  spec: inputsOfStep,
  output: ({ context, node }) => outputNamespace(context, node),
};

/** `<+pipeline…>` */
export const pipelineNamespace = (subject: Subject<PipelineNode>): Namespace =>
  namespaceOf(pipelineNames, subject);

/** `<+stage…>` and `<+pipeline.stages.ID…>` */
export const stageNamespace = (subject: Subject<StageNode>): Namespace =>
  namespaceOf(stageNames, subject);

/** `<+execution…>`: the steps of a stage. */
export function executionNamespace(subject: Subject<StageNode>): Namespace {
  return namespaceOf(executionNames, subject);
}

/** `<+stepGroup…>` and `….steps.GROUP…` */
export const groupNamespace = (subject: Subject<GroupNode>): Namespace =>
  namespaceOf(groupNames, subject);

/** `<+step…>` and `….steps.ID…` */
export const stepNamespace = (subject: Subject<StepNode>): Namespace =>
  namespaceOf(stepNames, subject);

/** `….steps.ID…` of whichever of the two it is. */
export function stepOrGroup(subject: Subject, node: PlanNode): Namespace | undefined {
  if (node.kind === 'step') return stepNamespace({ ...subject, node });
  return node.kind === 'group' ? groupNamespace({ ...subject, node }) : undefined;
}

/** `….steps` of a stage or group */
function stepsNamespace(subject: Subject<StageNode | GroupNode>): Namespace {
  return childrenNamespace(subject, (child) => stepOrGroup(subject, child));
}

/** `….rollbackSteps` of a stage or group that has some */
function rollbackNamespace(subject: Subject<StageNode | GroupNode>): Namespace | undefined {
  const key = rollbackOf(subject.node);
  const node = key === undefined ? undefined : nodeOf(subject.context.state.plan, key);
  return node?.kind === 'group' ? stepsNamespace({ ...subject, node }) : undefined;
}

/** A variable of the pipeline may speak of the stage and the step that ask for it, as in Harness. */
function variablesOfPipeline({ context, node, lookupAt }: Subject<PipelineNode>): Namespace {
  const { plan } = context.state;
  return variablesNamespace(context, node, plan.pipeline.variables, () =>
    lookupAt(context, nodeOf(plan, context.self)),
  );
}

function variablesOf(
  { context, node, lookupAt }: Subject<ContainerNode>,
  variables: readonly Variable[],
): Namespace {
  return variablesNamespace(context, node, variables, () => lookupAt(context, node));
}

function childrenNamespace(
  { context, node }: Subject<ContainerNode>,
  show: (child: PlanNode) => Found | undefined,
): Namespace {
  const { plan } = context.state;
  return namespaceBy(
    () => identifiersIn(plan, node),
    (name) => {
      const child = childOf(plan, node, name);
      const shown = child === undefined ? undefined : ownInstance(context, child);
      return shown === undefined ? undefined : show(shown);
    },
  );
}

/** The names that each kind of node has, and the codebase, for people to read. */
export const namesOfNodes = {
  pipeline: Object.keys(pipelineNames),
  stage: Object.keys(stageNames),
  stepGroup: Object.keys(groupNames),
  step: Object.keys(stepNames),
  codebase: namesOfCodebase,
};

/**
 * What a node's name stands for: the node. The name of a loop means the very instance in which it is said, all through
 * nested loops; said from outside it means none.
 */
export function ownInstance({ state, self }: LookupContext, node: PlanNode): PlanNode | undefined {
  if (node.kind !== 'strategy') return node;
  const own = node.children.find((key) => isWithin(state.plan, self, key));
  return own === undefined ? undefined : nodeOf(state.plan, own);
}

/** The names that nodes in a container can be asked for by: of a loop those of its instances. */
export function identifiersIn(plan: Plan, { children }: ContainerNode): readonly string[] {
  return children.flatMap((key) => {
    const node = nodeOf(plan, key);
    if (targetPartOf(node) !== null) return [];
    return node.kind === 'strategy' ? identifiersIn(plan, node) : [node.identifier];
  });
}
