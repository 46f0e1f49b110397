import type { NodeKey } from '@reprise/core';
import type { Found, Lookup, Namespace } from '@reprise/core/expression';
import {
  type ContainerNode,
  childOf,
  containerOf,
  type GroupNode,
  nodeOf,
  type PlanNode,
  stageOf,
} from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';
import type { LookupContext } from './context.ts';
import { namespaceBy, namespaceOf } from './namespace.ts';
import {
  executionNamespace,
  groupNamespace,
  pipelineNamespace,
  stageNamespace,
  stepNamespace,
  stepOrGroup,
} from './node-namespaces.ts';

/**
 * The names that expressions of one node may use: `pipeline`, `stage`, `execution`, `steps`, `step`, `stepGroup`,
 * `account`, `org` and `project`. What exists and has not been reached is null; what does not exist is undefined; a
 * step that asks for its own output, and a variable made of itself, get a reason why not.
 */
export function lookupFor(state: ExecutionState, node: NodeKey): Lookup {
  const context = {
    state,
    self: node,
    variables: new Map<string, Found>(),
    evaluating: new Set<string>(),
  };
  return lookupAt(context, nodeOf(state.plan, node));
}

/** The names known at `node` to the evaluation that `context` stands for. */
function lookupAt(context: LookupContext, node: PlanNode): Lookup {
  return (name) => {
    switch (name) {
      case 'pipeline':
        return pipelineAt(context);
      case 'account':
        return namespaceOf({ identifier: () => context.state.created.scope.accountId });
      case 'org':
        return namespaceOf({ identifier: () => context.state.created.scope.orgId });
      case 'project':
        return namespaceOf({ identifier: () => context.state.created.scope.projectId });
      case 'step':
        return node.kind === 'step' ? stepNamespace(context, node) : undefined;
      case 'stepGroup':
        return stepGroupAt(context, node);
      case 'stage':
      case 'execution':
      case 'steps':
        return inStage(context, node, name);
      default:
        return undefined;
    }
  };
}

function pipelineAt(context: LookupContext): Namespace | undefined {
  const root = nodeOf(context.state.plan, context.state.plan.root);
  return root.kind === 'pipeline' ? pipelineNamespace(context, root, lookupAt) : undefined;
}

function inStage(
  context: LookupContext,
  node: PlanNode,
  name: 'stage' | 'execution' | 'steps',
): Namespace | undefined {
  const stage = stageOf(context.state.plan, node.key);
  if (stage === null) return undefined;
  if (name === 'stage') return stageNamespace(context, stage, lookupAt);
  if (name === 'execution') return executionNamespace(context, stage, lookupAt);
  return stepsAround(context, node);
}

function stepGroupAt(context: LookupContext, node: PlanNode): Namespace | undefined {
  const group = enclosing(context, node).find((each): each is GroupNode => each.kind === 'group');
  return group === undefined ? undefined : groupNamespace(context, group, lookupAt);
}

/** `<+steps.ID>` is looked for beside the node, then around it, up to the stage. */
function stepsAround(context: LookupContext, node: PlanNode): Namespace {
  const { plan } = context.state;
  const around = enclosing(context, node);
  return namespaceBy(
    () => around.flatMap(({ children }) => children.map((key) => nodeOf(plan, key).identifier)),
    (identifier) => {
      for (const container of around) {
        const child = childOf(plan, container, identifier);
        if (child !== undefined) return stepOrGroup(context, child, lookupAt);
      }
      return undefined;
    },
  );
}

/** The groups around a node from the inside out, then its stage; a group and a stage stand in themselves. */
function enclosing({ state: { plan } }: LookupContext, node: PlanNode): readonly ContainerNode[] {
  const around: ContainerNode[] = [];
  let at: NodeKey | null = node.kind === 'step' ? node.parent : node.key;
  while (at !== null) {
    const container: ContainerNode = containerOf(plan, at);
    if (container.kind === 'pipeline') break;
    around.push(container);
    at = container.parent;
  }
  return around;
}
