import type { Identifier, Position } from '@reprise/core';
import type { Stage } from '../model.ts';
import { TARGET_PARTS, type TargetPart } from './model.ts';
import { targetsOf } from './targets-of.ts';

/** What a stage takes from another one, which must have run before it: nobody can type it in instead. */
export interface HardDependency {
  readonly part: TargetPart;
  readonly stage: Identifier;
  readonly at: Position;
}

/** All that a stage takes from others by `useFromStage`, each place in the YAML once. */
export function hardDependencies(stage: Stage): readonly HardDependency[] {
  const found = targetsOf(stage).flatMap((target) =>
    TARGET_PARTS.flatMap((part) => {
      const use = target[part];
      return use?.useFromStage === undefined ? [] : [{ part, stage: use.useFromStage, at: use.at }];
    }),
  );
  const places = new Map(
    found.map((each) => [`${each.part} ${each.at.line} ${each.at.column}`, each]),
  );
  return [...places.values()];
}
