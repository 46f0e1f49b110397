import type { Identifier, Position } from '@reprise/core';
import type { Stage } from '../model.ts';
import { TARGET_PARTS, type TargetPart } from './model.ts';

/** What a stage takes from another one, which must have run before it: nobody can type it in instead. */
export interface HardDependency {
  readonly part: TargetPart;
  readonly stage: Identifier;
  readonly at: Position;
}

/** All that a stage takes from others by `useFromStage`. */
export function hardDependencies(stage: Stage): readonly HardDependency[] {
  return TARGET_PARTS.flatMap((part) => {
    const use = stage[part];
    return use?.useFromStage === undefined ? [] : [{ part, stage: use.useFromStage, at: use.at }];
  });
}
