import type { Instant, NodeKey } from '@reprise/core';
import { type Found, type Lookup, MOMENT, type Namespace } from '@reprise/core/expression';
import {
  type ContainerNode,
  childOf,
  containerOf,
  nodeOf,
  type PlanNode,
  type StageNode,
  type StepNode,
  stageOf,
} from '@reprise/core/plan';
import type { FailedOutcome } from '../outcome.ts';
import type { ExecutionState } from '../state.ts';
import type { FoundTarget } from '../target/found-target.ts';
import { approvalNamespace } from './approvals.ts';
import { codebaseNamespace } from './codebase.ts';
import type { LookupContext, Subject } from './context.ts';
import { exportedVariables } from './exported-variables.ts';
import { infraKeys } from './infra-key.ts';
import { matrixAround, repeatAround, strategyAround } from './loop-namespaces.ts';
import { type Names, namespaceBy } from './namespace.ts';
import {
  executionNamespace,
  groupNamespace,
  identifiersIn,
  ownInstance,
  pipelineNamespace,
  stageNamespace,
  stepNamespace,
  stepOrGroup,
} from './node-namespaces.ts';
import { placeNamespace, storedVariables } from './surroundings.ts';
import { targetNames } from './target-names.ts';

/**
 * The names that expressions of one node may use: `pipeline`, `stage`, `execution`, `steps`, `step`, `stepGroup`,
 * `matrix`, `repeat`, `strategy`, `service`, `serviceVariables`, `env`, `infra`, `artifact`, `artifacts`, `manifests`,
 * `account`, `org`, `project`, `variable`, `approval`, `codebase`, `INFRA_KEY`, `INFRA_KEY_SHORT_ID`, `inputSet`, `exportedVariables` and `trigger`. What exists and has not been
 * reached is null; what does not exist is undefined; a step that asks for its own output, and a variable made of
 * itself, get a reason why not.
 */
export function lookupFor(
  state: ExecutionState,
  node: NodeKey,
  now: Instant,
  failed?: FailedOutcome,
): Lookup {
  const context = contextOf(state, node, now);
  const whole = failed === undefined ? context : { ...context, failed };
  return lookupAt(whole, nodeOf(state.plan, node));
}

/** What is known to the texts of a target's own objects, while the node finds it out. */
export function subjectIn(
  state: ExecutionState,
  node: StepNode,
  now: Instant,
  target: FoundTarget,
): Subject<StepNode> {
  return { context: { ...contextOf(state, node.key, now), target }, node, lookupAt };
}

const contextOf = (state: ExecutionState, self: NodeKey, now: Instant): LookupContext => ({
  state,
  self,
  now,
  variables: new Map<string, Found>(),
  evaluating: new Set<string>(),
});

/** The names known at `node` to the evaluation that `context` stands for. */
function lookupAt(context: LookupContext, node: PlanNode): Lookup {
  const subject: Subject = { context, node, lookupAt };
  return (name) => (Object.hasOwn(rootNames, name) ? rootNames[name]?.(subject) : undefined);
}

const rootNames: Names<Subject> = {
  [MOMENT]: ({ context }) => context.now,
  pipeline: pipelineAround,
  account: ({ context }) => placeNamespace(context.state.created, 'account'),
  org: ({ context }) => placeNamespace(context.state.created, 'org'),
  project: ({ context }) => placeNamespace(context.state.created, 'project'),
  variable: ({ context }) => storedVariables(context.state.created),
  approval: ({ context }) => approvalNamespace(context.state),
  codebase: ({ context, node }) => codebaseNamespace(context.state, node),
  stage: (subject) => inStage(subject, stageNamespace),
  execution: (subject) => inStage(subject, executionNamespace),
  steps: (subject) => inStage(subject, () => stepsAround(subject)),
  step: ({ node, ...rest }) =>
    node.kind === 'step' ? stepNamespace({ ...rest, node }) : undefined,
  stepGroup: groupAround,
  inputSet: ({ context }) => context.state.created.surroundings?.inputs ?? null,
  exportedVariables: ({ context, node }) => exportedVariables(context, node),
  trigger: () => notTriggered,
  matrix: ({ context, node }) => matrixAround(context.state.plan, node),
  repeat: ({ context, node }) => repeatAround(context.state.plan, node),
  strategy: ({ context, node }) => strategyAround(context.state, node),
  ...targetNames,
  ...infraKeys,
};

/** Of an execution that a person started: everything that a trigger would bring is null. */
const notTriggered: Namespace = namespaceBy(
  () => ['type', 'event', 'payload'],
  () => null,
);

/** The names with which an expression may begin. */
export const expressionRoots: readonly string[] = Object.keys(rootNames).filter(
  (name) => name !== MOMENT,
);

function pipelineAround(subject: Subject): Namespace | undefined {
  const { plan } = subject.context.state;
  const node = nodeOf(plan, plan.root);
  return node.kind === 'pipeline' ? pipelineNamespace({ ...subject, node }) : undefined;
}

function inStage(
  subject: Subject,
  show: (stage: Subject<StageNode>) => Namespace,
): Namespace | undefined {
  const node = asStage(subject.node) ?? stageOf(subject.context.state.plan, subject.node.key);
  return node === null ? undefined : show({ ...subject, node });
}

/** The values of a loop of stages may speak of the stage: all of it is known but its steps. */
function asStage(node: PlanNode): StageNode | null {
  if (node.kind !== 'strategy' || node.template.kind !== 'stage') return null;
  const { template, strategy: _, ...rest } = node;
  return { ...rest, kind: 'stage', stage: template.stage, children: [] };
}

/** The rollback of a group is no group that anybody wrote: its steps speak of the group that they undo. */
function groupAround(subject: Subject): Namespace | undefined {
  const node = enclosing(subject).find(
    (around) => around.kind !== 'strategy' && !isRollback(around),
  );
  return node?.kind === 'group' ? groupNamespace({ ...subject, node }) : undefined;
}

const isRollback = (node: PlanNode): boolean => node.kind === 'group' && node.isRollback === true;

/** `<+steps.ID>` is looked for beside the node, then around it, up to the stage. */
function stepsAround(subject: Subject): Namespace {
  const { plan } = subject.context.state;
  const around = enclosing(subject);
  return namespaceBy(
    () => around.flatMap((container) => identifiersIn(plan, container)),
    (identifier) => {
      for (const container of around) {
        const child = childOf(plan, container, identifier);
        const shown = child === undefined ? undefined : ownInstance(subject.context, child);
        if (shown !== undefined) return stepOrGroup(subject, shown);
      }
      return undefined;
    },
  );
}

/** The groups and loops around a node from the inside out, with its stage; each stands in itself. */
function enclosing({ context, node }: Subject): readonly ContainerNode[] {
  const { plan } = context.state;
  const around: ContainerNode[] = [];
  let at: NodeKey | null = node.kind === 'step' ? node.parent : node.key;
  while (at !== null) {
    const container: ContainerNode = containerOf(plan, at);
    if (container.kind === 'pipeline') {
      // What undoes a stage when all is undone stands outside of it, and knows its steps all the same.
      const stage = stageOf(plan, node.key);
      if (stage !== null) around.push(stage);
      break;
    }
    around.push(container);
    if (container.kind === 'stage') break;
    at = container.parent;
  }
  return around;
}
