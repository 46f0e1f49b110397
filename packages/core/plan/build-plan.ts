import type { NodeKey } from '@reprise/core';
import type {
  Pipeline,
  Stage,
  StageEntry,
  Step,
  StepEntry,
  StepGroup,
} from '@reprise/core/pipeline';
import { PIPELINE_KEY, stageKey, stepKey, stepsOfGroup, stepsOfStage } from './keys.ts';
import type { Plan, PlanNode } from './model.ts';

/** Where a node stands among its siblings. */
interface Place {
  readonly after: readonly NodeKey[];
  readonly before: readonly NodeKey[];
  readonly row: number;
}

type Nodes = Map<NodeKey, PlanNode>;
type StepOrGroup = Exclude<StepEntry, { readonly kind: 'parallel' }>;

const NONE: readonly NodeKey[] = [];

/**
 * Lays a parsed pipeline out as the tree of nodes that one execution runs. Every member of a position runs after every
 * member of the position before it; a `parallel` inside a `parallel` adds its members to the outer one. The members of
 * one position share their `after` and their `before`, so the size of the plan is linear in the size of the pipeline.
 */
export function buildPlan(pipeline: Pipeline): Plan {
  const nodes: Nodes = new Map();
  const rows = rowsOf(pipeline.stages, membersOfStages);
  const keyOf = (stage: Stage): NodeKey => stageKey(stage.identifier);
  add(nodes, {
    kind: 'pipeline',
    key: PIPELINE_KEY,
    ...titleOf(pipeline),
    parent: null,
    children: rows.flat().map(keyOf),
    after: NONE,
    before: NONE,
    row: 0,
  });
  placeRows(rows, keyOf, (stage, place) => addStage(nodes, stage, place));
  return { pipeline, root: PIPELINE_KEY, nodes };
}

function addStage(nodes: Nodes, stage: Stage, place: Place): void {
  const key = stageKey(stage.identifier);
  const rows = rowsOf(stage.steps, membersOfSteps);
  const prefix = stepsOfStage(key);
  add(nodes, {
    kind: 'stage',
    key,
    ...titleOf(stage),
    parent: PIPELINE_KEY,
    children: keysOf(rows, prefix),
    stage,
    ...place,
  });
  addSteps(nodes, rows, { parent: key, prefix, stageKey: key });
}

interface Inside {
  readonly parent: NodeKey;
  readonly prefix: string;
  readonly stageKey: NodeKey;
}

function addSteps(
  nodes: Nodes,
  rows: readonly (readonly StepOrGroup[])[],
  { parent, prefix, stageKey }: Inside,
): void {
  const keyOf = (entry: StepOrGroup): NodeKey => stepKey(prefix, elementOf(entry).identifier);
  placeRows(rows, keyOf, (entry, place) => {
    const base = { key: keyOf(entry), ...titleOf(elementOf(entry)), parent, stageKey, ...place };
    if (entry.kind === 'step') {
      add(nodes, { kind: 'step', ...base, step: entry.step });
      return;
    }
    const within = rowsOf(entry.group.steps, membersOfSteps);
    const below = stepsOfGroup(base.key);
    add(nodes, { kind: 'group', ...base, group: entry.group, children: keysOf(within, below) });
    addSteps(nodes, within, { parent: base.key, prefix: below, stageKey });
  });
}

function add(nodes: Nodes, node: PlanNode): void {
  if (nodes.has(node.key)) throw new Error(`two nodes of the pipeline have the key ${node.key}`);
  nodes.set(node.key, node);
}

/** The common head of a node: what its element of the pipeline says about itself. */
function titleOf(
  element: Pipeline | Stage | StepGroup | Step,
): Pick<PlanNode, 'identifier' | 'name' | 'timeout' | 'when'> {
  return {
    identifier: element.identifier,
    name: element.name,
    ...('timeout' in element && element.timeout !== undefined && { timeout: element.timeout }),
    ...('when' in element && element.when !== undefined && { when: element.when }),
  };
}

const elementOf = (entry: StepOrGroup): Step | StepGroup =>
  entry.kind === 'step' ? entry.step : entry.group;

const keysOf = (rows: readonly (readonly StepOrGroup[])[], prefix: string): readonly NodeKey[] =>
  rows.flat().map((entry) => stepKey(prefix, elementOf(entry).identifier));

const membersOfStages = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(membersOfStages);

const membersOfSteps = (entry: StepEntry): readonly StepOrGroup[] =>
  entry.kind === 'parallel' ? entry.steps.flatMap(membersOfSteps) : [entry];

/** The sequential positions of a list, each with its members; an empty `parallel` is no position. */
function rowsOf<Entry, Member>(
  entries: readonly Entry[],
  membersOf: (entry: Entry) => readonly Member[],
): readonly (readonly Member[])[] {
  return entries.map(membersOf).filter((members) => members.length > 0);
}

function placeRows<Member>(
  rows: readonly (readonly Member[])[],
  keyOf: (member: Member) => NodeKey,
  put: (member: Member, place: Place) => void,
): void {
  const keys = rows.map((members) => members.map(keyOf));
  rows.forEach((members, row) => {
    const place = { after: keys[row - 1] ?? NONE, before: keys[row + 1] ?? NONE, row };
    for (const member of members) put(member, place);
  });
}
