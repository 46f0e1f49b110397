import type { Instant, NodeKey } from '@reprise/core';
import { type Found, type Lookup, MOMENT, type Namespace } from '@reprise/core/expression';
import {
  type ContainerNode,
  childOf,
  containerOf,
  nodeOf,
  type PlanNode,
  type StageNode,
  stageOf,
} from '@reprise/core/plan';
import type { FailedOutcome } from '../event.ts';
import type { ExecutionState } from '../state.ts';
import type { LookupContext } from './context.ts';
import { exportedVariables } from './exported-variables.ts';
import { matrixAround, repeatAround, strategyAround } from './loop-namespaces.ts';
import { type Names, namespaceBy } from './namespace.ts';
import {
  executionNamespace,
  groupNamespace,
  identifiersIn,
  ownInstance,
  pipelineNamespace,
  type Subject,
  stageNamespace,
  stepNamespace,
  stepOrGroup,
} from './node-namespaces.ts';
import { placeNamespace, storedVariables } from './surroundings.ts';

/**
 * The names that expressions of one node may use: `pipeline`, `stage`, `execution`, `steps`, `step`, `stepGroup`,
 * `matrix`, `repeat`, `strategy`, `account`, `org`, `project`, `variable`, `inputSet`, `exportedVariables` and
 * `trigger`. What exists and has not been
 * reached is null; what does not exist is undefined; a step that asks for its own output, and a variable made of
 * itself, get a reason why not.
 */
export function lookupFor(
  state: ExecutionState,
  node: NodeKey,
  now: Instant,
  failed?: FailedOutcome,
): Lookup {
  const context = {
    state,
    self: node,
    now,
    ...(failed !== undefined && { failed }),
    variables: new Map<string, Found>(),
    evaluating: new Set<string>(),
  };
  return lookupAt(context, nodeOf(state.plan, node));
}

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

function groupAround(subject: Subject): Namespace | undefined {
  const node = enclosing(subject).find(({ kind }) => kind !== 'strategy');
  return node?.kind === 'group' ? groupNamespace({ ...subject, node }) : undefined;
}

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
    if (container.kind === 'pipeline') break;
    around.push(container);
    if (container.kind === 'stage') break;
    at = container.parent;
  }
  return around;
}
