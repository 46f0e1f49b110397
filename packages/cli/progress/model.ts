/**
 * What a follower knows of an execution: the newest of every node, put together from live messages. Pure; printers
 * draw it.
 */
import type { ExecutionNode, LiveChange } from '@reprise/api';
import { isEnd } from '@reprise/core/execution';

export type Summary = LiveChange['summary'];

export interface Progress {
  readonly version: number;
  readonly summary: Summary;
  /** By `uuid`, in the order of the tree. */
  readonly nodes: ReadonlyMap<string, ExecutionNode>;
}

/** A node whose status is not what it was, or that has begun another execution. `before` is null for a node that is heard of for the first time. */
export interface Transition {
  readonly node: ExecutionNode;
  readonly before: ExecutionNode['status'] | null;
}

/** The progress after a message, and what changed by it. A message that was seen before changes nothing. */
export function advance(
  progress: Progress | null,
  change: LiveChange,
): { readonly progress: Progress; readonly transitions: readonly Transition[] } {
  const nodes = new Map(progress?.nodes);
  const transitions: Transition[] = [];
  for (const node of change.nodes) {
    const known = nodes.get(node.uuid);
    const before = known?.status ?? null;
    nodes.set(node.uuid, node);
    if (before !== node.status || beganChild(known, node)) transitions.push({ node, before });
  }
  return {
    progress: { version: change.version, summary: change.summary, nodes },
    transitions: transitions.toSorted(asItHappened),
  };
}

/** The execution that a step runs has come into being. */
const beganChild = (before: ExecutionNode | undefined, node: ExecutionNode): boolean =>
  node.kind === 'step' && node.stepDetails !== null && before?.stepDetails === null;

/**
 * The order in which it happened. At one moment, what ends is told before what starts; what ends together from the
 * inside out (the step, its group, its stage), what starts together from the outside in.
 */
function asItHappened(a: Transition, b: Transition): number {
  const [aEnded, bEnded] = [isEnd(a.node.status), isEnd(b.node.status)];
  const between = momentOf(a.node, aEnded) - momentOf(b.node, bEnded);
  if (between !== 0) return between;
  if (aEnded !== bEnded) return aEnded ? -1 : 1;
  const deeper = depthOf(b.node) - depthOf(a.node);
  return aEnded ? deeper : -deeper;
}

const momentOf = (node: ExecutionNode, ended: boolean): number =>
  (ended ? node.endTs : node.startTs) ?? 0;

/** An instance of a loop is named like the loop, and stands in it. */
const depthOf = (node: ExecutionNode): number =>
  node.baseFqn.split('.').length + (node.instance === null ? 0 : 0.5);

/**
 * A node's names from its stage down, as people say them: `Deploy / Blue-green / Switch`. An instance of a loop says which
 * one it is by itself: `Build (linux) / Compile`.
 */
export function labelOf(nodes: Progress['nodes'], node: ExecutionNode): string {
  const names: string[] = [];
  for (
    let at: ExecutionNode | undefined = node;
    at !== undefined && at.kind !== 'pipeline';
    at = at.parentId === null ? undefined : nodes.get(at.parentId)
  ) {
    if (at === node || at.kind !== 'strategy') names.unshift(at.name);
  }
  return names.join(' / ') || node.name;
}

/** The stage that a node is or is in; undefined for the pipeline. */
export function stageOf(nodes: Progress['nodes'], node: ExecutionNode): ExecutionNode | undefined {
  let at: ExecutionNode | undefined = node;
  while (at !== undefined && at.kind !== 'stage') {
    at = at.parentId === null ? undefined : nodes.get(at.parentId);
  }
  return at;
}

const isLive = (node: ExecutionNode): boolean =>
  !isEnd(node.status) && node.status !== 'NotStarted' && !waitsInLoop(node);

/** An instance of a loop that waits until fewer of the others run: nothing happens to it yet. */
const waitsInLoop = (node: ExecutionNode): boolean =>
  node.status === 'Queued' && node.instance !== null && node.startTs === null;

/** The stages, groups and steps that wait for inputs. */
export const askingNodes = (nodes: Progress['nodes']): readonly ExecutionNode[] =>
  [...nodes.values()].filter(({ awaitedInputs }) => awaitedInputs !== null);

/** The steps that something is happening to now. */
export const liveSteps = (nodes: Progress['nodes']): readonly ExecutionNode[] =>
  [...nodes.values()].filter((node) => node.kind === 'step' && isLive(node));

/** Whether people have to act before anything else can happen. */
export function waitsForPeople(nodes: Progress['nodes']): boolean {
  const live = [...liveSteps(nodes), ...askingNodes(nodes)];
  return live.length > 0 && live.every((node) => FOR_PEOPLE.has(node.status) && !asksAScript(node));
}

/** Whether it waits for an approval that a script gives, and no person. */
export const asksAScript = ({ stepType, status }: ExecutionNode): boolean =>
  stepType === 'CustomApproval' && status === 'ApprovalWaiting';

const FOR_PEOPLE = new Set<string>(['ApprovalWaiting', 'InterventionWaiting', 'InputWaiting']);

const ENDED_WELL = new Set<string>(['Success', 'IgnoreFailed', 'Skipped']);

/** Whether a node is over and what comes after it cannot count on it. */
export const endedBadly = (node: ExecutionNode): boolean =>
  isEnd(node.status) && !ENDED_WELL.has(node.status);

/** The steps that went wrong, in the order of the pipeline. */
export const failedSteps = (nodes: Progress['nodes']): readonly ExecutionNode[] =>
  [...nodes.values()].filter((node) => node.kind === 'step' && endedBadly(node));

/** A stage as the pipeline lists it: a looped one is its loop, not one of its instances. */
const isListedStage = (nodes: Progress['nodes'], node: ExecutionNode): boolean =>
  node.kind === 'stage'
    ? node.instance === null
    : node.kind === 'strategy' && stageOf(nodes, node) === undefined;

/** What undoes all stages when a pipeline is rolled back. */
const ROLLBACK = 'pipeline.rollback';

/**
 * The arguments of the command that continues this execution: from the first position where a stage did not end well,
 * and of a parallel group there only what did not; where none ended badly, from the first position that never had its
 * turn. Null when all ended well, and when the whole pipeline was rolled back: then nothing is left to continue.
 */
export function retryArguments(
  nodes: Progress['nodes'],
): { readonly from: readonly string[]; readonly onlyFailed: boolean } | null {
  if ([...nodes.values()].some(({ baseFqn }) => baseFqn === ROLLBACK)) return null;
  const stages = [...nodes.values()].filter((node) => isListedStage(nodes, node));
  const bad = stages.filter(endedBadly);
  const unwell = bad.length > 0 ? bad : stages.filter(({ status }) => status === 'NotStarted');
  const row = Math.min(...unwell.map((stage) => stage.row));
  const group = stages.filter((stage) => stage.row === row);
  const from = unwell.filter((stage) => stage.row === row).map(({ identifier }) => identifier);
  return from.length === 0 ? null : { from, onlyFailed: from.length < group.length };
}
