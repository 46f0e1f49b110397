/** Finding nodes of an execution. */
import type { ExecutionNode } from '@reprise/api';
import { isEnd, type Status } from '@reprise/core/execution';
import type { ExecutionModel } from './model.ts';

const FAILURES: ReadonlySet<Status> = new Set([
  'Failed',
  'Errored',
  'Expired',
  'ApprovalRejected',
] satisfies Status[]);

/** Whether a status is a failure that somebody has to look at. */
export const isFailure = (status: Status): boolean => FAILURES.has(status);

/** All steps, in the order of the pipeline. */
export function stepsOf({ nodes, structure }: ExecutionModel): readonly ExecutionNode[] {
  const steps: ExecutionNode[] = [];
  const visit = (id: string): void => {
    const node = nodes.get(id);
    if (node?.kind === 'step') steps.push(node);
    for (const child of structure.children.get(id) ?? []) visit(child);
  };
  if (structure.root !== null) visit(structure.root);
  return steps;
}

const WAITING: ReadonlySet<Status> = new Set([
  'ApprovalWaiting',
  'InterventionWaiting',
  'InputWaiting',
  'ResourceWaiting',
] satisfies Status[]);

/** What waits for somebody or something: steps, and whatever itself asks for inputs. */
export const waitingNodes = ({ nodes }: ExecutionModel): readonly ExecutionNode[] =>
  [...nodes.values()].filter(
    ({ kind, status, awaitedInputs }) =>
      awaitedInputs !== null || (kind === 'step' && WAITING.has(status)),
  );

/** The failed steps, in the order of the pipeline; those that were reused stand in another execution. */
export const failedSteps = (model: ExecutionModel): readonly ExecutionNode[] =>
  stepsOf(model).filter(({ status, reused }) => isFailure(status) && reused === null);

/** The failure after this node, going round; null when nothing failed. */
export function nextFailure(model: ExecutionModel, after: string | null): ExecutionNode | null {
  const steps = stepsOf(model);
  const at = steps.findIndex(({ uuid }) => uuid === after);
  const round = [...steps.slice(at + 1), ...steps.slice(0, at + 1)];
  return round.find(({ status }) => isFailure(status)) ?? null;
}

/** What somebody who follows wants to see: the first failure of what has ended, else what began last, else the first step. */
export function worthFollowing(model: ExecutionModel): ExecutionNode | null {
  const steps = stepsOf(model);
  if (model.summary !== null && isEnd(model.summary.status)) {
    return failedSteps(model)[0] ?? steps.findLast(({ startTs }) => startTs !== null) ?? null;
  }
  const live = steps.filter(({ status, startTs }) => startTs !== null && !isEnd(status));
  const newest = (live.length > 0 ? live : steps.filter(({ startTs }) => startTs !== null)).reduce<
    ExecutionNode | undefined
  >((a, b) => (a === undefined || (b.startTs ?? 0) > (a.startTs ?? 0) ? b : a), undefined);
  return newest ?? steps[0] ?? null;
}

/** A node and all that hold it, outermost first, without the pipeline itself. */
export function pathTo({ nodes }: ExecutionModel, id: string): readonly ExecutionNode[] {
  const path: ExecutionNode[] = [];
  for (let node = nodes.get(id); node !== undefined && node.parentId !== null; ) {
    path.unshift(node);
    node = nodes.get(node.parentId);
  }
  return path;
}

/** The stage or looped stage below the pipeline that holds this node. */
export const topStageOf = (model: ExecutionModel, id: string): ExecutionNode | null =>
  pathTo(model, id)[0] ?? null;
