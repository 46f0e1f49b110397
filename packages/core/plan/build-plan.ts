import type { NodeKey } from '@reprise/core';
import type {
  Pipeline,
  Stage,
  StageEntry,
  Step,
  StepEntry,
  StepGroup,
} from '@reprise/core/pipeline';
import {
  PIPELINE_KEY,
  rollbackOfGroup,
  rollbackOfStage,
  stageKey,
  stepKey,
  stepsOfGroup,
  stepsOfRollback,
  stepsOfStage,
} from './keys.ts';
import type { GroupNode, LoopTemplate, Plan, PlanNode, StrategyNode } from './model.ts';
import { hasDependencies, placeDependents } from './place-dependents.ts';
import { keyOfTargetStep, targetSteps } from './target-steps.ts';

/** Where a node stands among its siblings. */
interface Place {
  readonly after: readonly NodeKey[];
  readonly before: readonly NodeKey[];
  readonly row: number;
}

export type PlanNodes = Map<NodeKey, PlanNode>;
type StepOrGroup = Exclude<StepEntry, { readonly kind: 'parallel' }>;

/** What a node is called, and where it stands. */
export type Head = Pick<
  StrategyNode,
  'key' | 'identifier' | 'name' | 'timeout' | 'when' | 'parent' | 'place' | keyof Place
>;

const NONE: readonly NodeKey[] = [];
/** What the group of rollback steps is called. */
const ROLLBACK = 'rollbackSteps';

/**
 * Lays a parsed pipeline out as the tree of nodes that one execution runs. Every member of a position runs after every
 * member of the position before it; a `parallel` inside a `parallel` adds its members to the outer one. The members of
 * one position share their `after` and their `before`, so the size of the plan is linear in the size of the pipeline.
 */
export function buildPlan(pipeline: Pipeline): Plan {
  const nodes: PlanNodes = new Map();
  const keyOf = (stage: Stage): NodeKey => stageKey(stage.identifier);
  const placed = placesOfStages(pipeline.stages, keyOf);
  add(nodes, {
    kind: 'pipeline',
    key: PIPELINE_KEY,
    ...titleOf(pipeline),
    parent: null,
    children: placed.map(({ stage }) => keyOf(stage)),
    after: NONE,
    before: NONE,
    row: 0,
  });
  for (const { stage, place } of placed) {
    const head = { key: keyOf(stage), ...titleOf(stage), parent: PIPELINE_KEY, ...place };
    addElement(nodes, head, { kind: 'stage', stage });
  }
  const deploying = placed.filter(({ stage }) => deploys(stage)).map(({ stage }) => keyOf(stage));
  return { pipeline, root: PIPELINE_KEY, nodes, deploying };
}

/** What deploys, deploys to an environment, or is a loop over what it deploys and where to. */
const deploys = ({ environment, strategy }: Stage): boolean =>
  environment !== undefined || strategy?.loop.kind === 'targets';

/** Where the stages stand: by their list, or by what they depend on. */
function placesOfStages(
  entries: readonly StageEntry[],
  keyOf: (stage: Stage) => NodeKey,
): readonly { readonly stage: Stage; readonly place: Place }[] {
  if (hasDependencies(entries)) {
    return placeDependents(entries.flatMap(membersOfStages)).map(
      ({ stage, row, after, before }) => ({
        stage,
        place: { row, after: after.map(keyOf), before: before.map(keyOf) },
      }),
    );
  }
  const placed: { stage: Stage; place: Place }[] = [];
  const rows = rowsOf(entries, membersOfStages);
  placeRows(rows, keyOf, (stage, place) => placed.push({ stage, place }));
  return placed;
}

/** Adds a stage, group or step; the loop, if it is one. */
function addElement(nodes: PlanNodes, head: Head, template: LoopTemplate): void {
  const { strategy } = elementOf(template);
  if (strategy === undefined) {
    addOnce(nodes, head, template);
    return;
  }
  // The limit in time is each instance's, and so is the condition: it may speak of the instance's values.
  const { timeout: _, when, ...rest } = head;
  const broad = when === undefined ? {} : { when: { status: when.status, at: when.at } };
  add(nodes, { kind: 'strategy', ...rest, ...broad, children: NONE, strategy, template });
}

/** Adds a stage, group or step that is no loop, or one instance of a loop, with all that is in it. */
export function addOnce(nodes: PlanNodes, head: Head, template: LoopTemplate): void {
  switch (template.kind) {
    case 'stage': {
      const { stage } = template;
      const rows = [
        ...targetSteps(stage).map((step) => [{ kind: 'step', step } as const]),
        ...rowsOf(stage.steps, membersOfSteps),
      ];
      const prefix = stepsOfStage(head.key);
      const undo = { parent: head.key, key: rollbackOfStage(head.key), stageKey: head.key };
      const children = keysOf(rows, { prefix, stageKey: head.key });
      add(nodes, { kind: 'stage', ...head, children, stage, ...rollbackKey(stage, undo.key) });
      addSteps(nodes, rows, { parent: head.key, prefix, stageKey: head.key });
      addRollback(nodes, stage, rows.length, undo);
      return;
    }
    case 'group': {
      const { group, stageKey, isRollback } = template;
      const rows = rowsOf(group.steps, membersOfSteps);
      const prefix = isRollback ? stepsOfRollback(head.key) : stepsOfGroup(head.key);
      const undo = { parent: head.key, key: rollbackOfGroup(head.key), stageKey };
      const inside = {
        children: keysOf(rows, { prefix, stageKey }),
        stageKey,
        ...(isRollback && { isRollback }),
      };
      add(nodes, { kind: 'group', ...head, ...inside, group, ...rollbackKey(group, undo.key) });
      addSteps(nodes, rows, { parent: head.key, prefix, stageKey });
      addRollback(nodes, group, rows.length, undo);
      return;
    }
    case 'step':
      add(nodes, { ...head, ...template });
  }
}

interface Inside {
  readonly parent: NodeKey;
  readonly prefix: string;
  readonly stageKey: NodeKey;
}

function addSteps(
  nodes: PlanNodes,
  rows: readonly (readonly StepOrGroup[])[],
  { parent, prefix, stageKey }: Inside,
): void {
  const keyOf = (entry: StepOrGroup): NodeKey => keyInside({ prefix, stageKey }, entry);
  placeRows(rows, keyOf, (entry, place) => {
    const head = { key: keyOf(entry), ...titleOf(elementOf(entry)), parent, ...place };
    addElement(nodes, head, { ...entry, stageKey });
  });
}

type Undone = Pick<Stage, 'at' | 'rollbackSteps'>;

const rollbackKey = ({ rollbackSteps = [] }: Undone, key: NodeKey): { rollback?: NodeKey } =>
  rollbackSteps.length === 0 ? {} : { rollback: key };

/** Rollback steps are a group of their own, which begins when what is around it is rolled back. */
function addRollback(
  nodes: PlanNodes,
  { at, rollbackSteps = [] }: Undone,
  row: number,
  { parent, key, stageKey }: Pick<GroupNode, 'parent' | 'key' | 'stageKey'>,
): void {
  if (rollbackSteps.length === 0) return;
  const title = { identifier: ROLLBACK, name: 'Rollback' };
  const group: StepGroup = {
    ...title,
    at,
    variables: [],
    delegateSelectors: [],
    steps: rollbackSteps,
  };
  const rows = rowsOf(rollbackSteps, membersOfSteps);
  const prefix = stepsOfRollback(key);
  const place = { after: NONE, before: NONE, row };
  const children = keysOf(rows, { prefix, stageKey });
  const base = { kind: 'group', key, ...title, parent, stageKey, ...place } as const;
  add(nodes, { ...base, group, children, isRollback: true });
  addSteps(nodes, rows, { parent: key, prefix, stageKey });
}

function add(nodes: PlanNodes, node: PlanNode): void {
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

/** The element of the pipeline that a loop is made from. */
export function elementOf(template: StepOrGroup): Step | StepGroup;
export function elementOf(template: LoopTemplate): Stage | Step | StepGroup;
export function elementOf(template: LoopTemplate | StepOrGroup): Stage | Step | StepGroup {
  switch (template.kind) {
    case 'stage':
      return template.stage;
    case 'group':
      return template.group;
    case 'step':
      return template.step;
  }
}

type Where = Omit<Inside, 'parent'>;

const keysOf = (rows: readonly (readonly StepOrGroup[])[], where: Where): readonly NodeKey[] =>
  rows.flat().map((entry) => keyInside(where, entry));

function keyInside({ prefix, stageKey }: Where, entry: StepOrGroup): NodeKey {
  const own = entry.kind === 'step' ? keyOfTargetStep(stageKey, entry.step) : null;
  return own ?? stepKey(prefix, elementOf(entry).identifier);
}

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
