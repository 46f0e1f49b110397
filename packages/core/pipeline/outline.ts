import type { Position } from '@reprise/core';
import { scalarText, valueAt, type YamlNode } from '../yaml/index.ts';

/** What expressions can point at inside a stage. */
export interface StageOutline {
  readonly identifier: string;
  readonly at: Position;
  readonly steps: readonly Named[];
  /** A template or another pipeline fills in more than the file shows. */
  readonly open: boolean;
  /** Its instances have names of their own: `build_0`. */
  readonly looped: boolean;
  /** Runs another pipeline, and its outputs speak of that one. */
  readonly chained: boolean;
  /** Null when there may be more than the file shows. */
  readonly variables: readonly string[] | null;
}

/** A step or group by its identifier, and the list that it stands in: identifiers are unique within one list. */
export interface Named {
  readonly identifier: string;
  readonly at: Position;
  readonly list: YamlNode;
  readonly looped: boolean;
}

/** The stages and steps that a file names, also those of types that this server does not run. */
export interface Outline {
  readonly stages: readonly StageOutline[];
  readonly open: boolean;
  /** Those of the pipeline; null when there may be more than the file shows. */
  readonly variables: readonly string[] | null;
}

/**
 * Takes the outline of a file as it stands, right or wrong: what is no stage is passed over, since whoever reads the
 * file properly reports it. Members of a `parallel` belong to the list around it.
 */
export function outlineOf(root: YamlNode): Outline {
  const pipeline = valueAt(root, 'pipeline');
  const stages: StageOutline[] = [];
  let open = valueAt(pipeline, 'template') !== undefined;
  for (const item of flatten(valueAt(pipeline, 'stages'))) {
    const stage = valueAt(item, 'stage');
    const identifier = valueAt(stage, 'identifier');
    const name = scalarText(identifier);
    if (stage === undefined || identifier === undefined || name === undefined) open = true;
    else stages.push(stageOutline(stage, name, identifier.at));
    if (isOpen(stage)) open = true;
  }
  return { stages, open, variables: variablesOf(pipeline) };
}

function stageOutline(stage: YamlNode, identifier: string, at: Position): StageOutline {
  const steps: Named[] = [];
  const execution = valueAt(valueAt(stage, 'spec'), 'execution');
  const openSteps = ['steps', 'rollbackSteps'].map((key) =>
    collect(valueAt(execution, key), steps),
  );
  const open = execution === undefined || openSteps.includes(true);
  const chained = scalarText(valueAt(stage, 'type')) === 'Pipeline';
  return {
    identifier,
    at,
    steps,
    open,
    looped: isLooped(stage),
    chained,
    variables: variablesOf(stage),
  };
}

/** Adds the steps and groups of a list and of the groups in it; answers whether there may be more. */
function collect(list: YamlNode | undefined, into: Named[]): boolean {
  let open = false;
  for (const item of flatten(list)) {
    const group = valueAt(item, 'stepGroup');
    const node = valueAt(item, 'step') ?? group;
    const identifier = valueAt(node, 'identifier');
    const name = scalarText(identifier);
    if (list === undefined || identifier === undefined || name === undefined) open = true;
    else into.push({ identifier: name, at: identifier.at, list, looped: isLooped(node) });
    if (isOpen(node)) open = true;
    for (const key of group === undefined ? [] : ['steps', 'rollbackSteps']) {
      if (valueAt(group, key) !== undefined && collect(valueAt(group, key), into)) open = true;
    }
  }
  return open;
}

/** Items of a list with the members of its parallel blocks in their place. */
export function* flatten(list: YamlNode | undefined): Generator<YamlNode> {
  if (list?.kind !== 'list') return;
  for (const item of list.items) {
    const parallel = valueAt(item, 'parallel');
    if (parallel === undefined) yield item;
    else yield* flatten(parallel);
  }
}

/** The names of a place's variables, unless something else fills them in. */
function variablesOf(place: YamlNode | undefined): readonly string[] | null {
  const list = valueAt(place, 'variables');
  if (isOpen(place) || (list !== undefined && list.kind !== 'list')) return null;
  return (list?.items ?? []).flatMap((item) => scalarText(valueAt(item, 'name')) ?? []);
}

/** Templates bring names of their own. */
const isOpen = (node: YamlNode | undefined): boolean => valueAt(node, 'template') !== undefined;

const isLooped = (node: YamlNode | undefined): boolean => valueAt(node, 'strategy') !== undefined;

/** The name of the loop that makes an instance of this name: `build` for `build_0`; null for any other name. */
export const loopOf = (name: string): string | null => /^(.+)_\d{1,9}$/.exec(name)?.[1] ?? null;
