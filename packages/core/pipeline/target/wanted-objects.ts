import { given } from '../../yaml/index.ts';
import type { Pipeline, Stage, StageEntry } from '../model.ts';
import {
  type NamedUse,
  type StageTarget,
  TARGET_PARTS,
  type TargetFilter,
  type TargetPart,
} from './model.ts';
import { targetsOf } from './targets-of.ts';

export type WantedObject = WantedPart | WantedGroup;

/** An object that a stage names; of an infrastructure with the environment in which it is looked for. */
export interface WantedPart {
  readonly kind: TargetPart;
  readonly use: NamedUse;
  readonly environment?: NamedUse;
  /** All infrastructures of the environment, which is then what is used. */
  readonly every?: true;
  /** To all of these only. */
  readonly filters?: readonly TargetFilter[];
}

/** A group of environments. */
export interface WantedGroup {
  readonly kind: 'environmentGroup';
  readonly use: NamedUse;
  /** All that it holds is deployed to, as far as `filters` let it through; without it only its name is wanted. */
  readonly every?: true;
  readonly filters?: readonly TargetFilter[];
}

/** What is known of pipelines already: each run, rerun and retry asks the same of one and the same. */
const known = new WeakMap<Pipeline, readonly WantedObject[]>();

/** All objects that the stages of a pipeline name, environments before the infrastructures in them. */
export function wantedObjects(pipeline: Pipeline): readonly WantedObject[] {
  const before = known.get(pipeline);
  if (before !== undefined) return before;
  const all = pipeline.stages.flatMap(membersOf);
  const wanted = all.flatMap(targetsOf).flatMap((target) => wantedBy(target, all));
  known.set(pipeline, wanted);
  return wanted;
}

const wantedBy = (target: StageTarget, all: readonly Stage[]): readonly WantedObject[] => [
  ...partsWantedBy(target, all),
  ...groupWantedBy(target),
];

function groupWantedBy({ group, environment, filters }: StageTarget): readonly WantedGroup[] {
  const kind = 'environmentGroup';
  if (group !== undefined) return [{ kind, use: group, every: true, ...given('filters', filters) }];
  if (environment?.useFromStage !== undefined || environment?.group === undefined) return [];
  return [{ kind, use: { ref: { text: environment.group, at: environment.ref.at } } }];
}

const partsWantedBy = (target: StageTarget, all: readonly Stage[]): readonly WantedPart[] =>
  TARGET_PARTS.flatMap((kind): readonly WantedPart[] => {
    if (kind === 'infrastructure' && target.deployToAll) return everyInfrastructure(target);
    const use = target[kind];
    // What another stage names is wanted by that one.
    if (use === undefined || use.useFromStage !== undefined) return [];
    if (kind !== 'infrastructure') return [{ kind, use }];
    const environment = environmentOf(target, all);
    return environment === undefined ? [] : [{ kind, use, environment }];
  });

function everyInfrastructure({ environment, filters }: StageTarget): readonly WantedPart[] {
  if (environment === undefined || environment.useFromStage !== undefined) return [];
  const every = { every: true, ...given('filters', filters) } as const;
  return [{ kind: 'infrastructure', use: environment, environment, ...every }];
}

/** The environment of a target, or of the stage whose environment it uses. */
function environmentOf({ environment }: StageTarget, all: readonly Stage[]): NamedUse | undefined {
  if (environment?.useFromStage === undefined) return environment;
  const source = all.find(({ identifier }) => identifier === environment.useFromStage);
  return source?.environment?.useFromStage === undefined ? source?.environment : undefined;
}

const membersOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(membersOf);
