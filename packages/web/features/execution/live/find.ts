/** Finding nodes of an execution. */
import type { NodeOutline } from '@reprise/api';
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

const FOR_PEOPLE: ReadonlySet<Status> = new Set([
  'ApprovalWaiting',
  'InterventionWaiting',
  'InputWaiting',
] satisfies Status[]);

/** Whether what has this status waits for people; the rest comes by itself. */
export const isForPeople = (status: Status): boolean => FOR_PEOPLE.has(status);

const waits = (status: Status): boolean => isForPeople(status) || status === 'ResourceWaiting';

/** Nodes that many parts of a page ask for, each list in the order of the pipeline. */
interface Found {
  readonly steps: readonly NodeOutline[];
  /** The failed steps; those that were reused stand in another execution. */
  readonly failed: readonly NodeOutline[];
  /** What waits for somebody or something: steps, and whatever itself asks for inputs. */
  readonly waiting: readonly NodeOutline[];
}

const NONE: readonly NodeOutline[] = [];
const known = new WeakMap<ExecutionModel['nodes'], Found>();

/** Looks through all nodes, once for as long as none of them changes. */
function found({ nodes, structure }: ExecutionModel): Found {
  const before = known.get(nodes);
  if (before !== undefined) return before;
  const steps: NodeOutline[] = [];
  const failed: NodeOutline[] = [];
  const waiting: NodeOutline[] = [];
  for (const key of structure.order) {
    const node = nodes.get(key);
    if (node === undefined) continue;
    const isStep = node.kind === 'step';
    if (isStep) steps.push(node);
    if (isStep && node.reusedFrom === undefined && isFailure(node.status)) failed.push(node);
    if (node.asks === true || (isStep && waits(node.status))) waiting.push(node);
  }
  // Nothing is the same nothing each time: what shows it is not drawn again.
  const all = { steps, failed, waiting: waiting.length === 0 ? NONE : waiting };
  known.set(nodes, all);
  return all;
}

/** The failed steps, in the order of the pipeline; those that were reused stand in another execution. */
export const failedSteps = (model: ExecutionModel): readonly NodeOutline[] => found(model).failed;

/** What waits for somebody or something. The same list for as long as no node changes. */
export const waitingNodes = (model: ExecutionModel): readonly NodeOutline[] => found(model).waiting;

/** The failure after this node, going round; null when nothing failed. */
export function nextFailure(model: ExecutionModel, after: string | null): NodeOutline | null {
  const { steps } = found(model);
  const at = steps.findIndex(({ key }) => key === after);
  const round = [...steps.slice(at + 1), ...steps.slice(0, at + 1)];
  return round.find(({ status }) => isFailure(status)) ?? null;
}

/**
 * What somebody who follows wants to see: of what has ended the first failure, else the step that began last; of what goes
 * on the step that began last, else what waits, else what there was.
 */
export function worthFollowing(model: ExecutionModel): NodeOutline | null {
  const { steps, failed, waiting } = found(model);
  if (model.summary !== null && isEnd(model.summary.status)) {
    return failed[0] ?? steps.findLast(({ startTs }) => startTs !== null) ?? null;
  }
  const live = newestOf(steps.filter(({ status }) => !isEnd(status)));
  return live ?? waiting[0] ?? newestOf(steps) ?? steps[0] ?? null;
}

/** Of those that have begun the one that began last. */
function newestOf(steps: readonly NodeOutline[]): NodeOutline | null {
  let newest: NodeOutline | null = null;
  for (const step of steps) {
    if (step.startTs !== null && step.startTs > (newest?.startTs ?? -1)) newest = step;
  }
  return newest;
}

/** A node and all that hold it, outermost first, without the pipeline itself. */
export function pathTo({ nodes }: ExecutionModel, key: string): readonly NodeOutline[] {
  const path: NodeOutline[] = [];
  for (let node = nodes.get(key); node !== undefined && node.parent !== null; ) {
    path.unshift(node);
    node = nodes.get(node.parent);
  }
  return path;
}

/** The stage or looped stage below the pipeline that holds this node. */
export const topStageOf = (model: ExecutionModel, key: string): NodeOutline | null =>
  pathTo(model, key)[0] ?? null;
