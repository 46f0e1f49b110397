import type { Position, Text } from '@reprise/core';
import type { WrittenValue } from '../yaml/index.ts';
import type { StageTarget } from './target/model.ts';

/** A value of a loop: what an instance has is worked out when the loop's turn has come. */
export type LoopValue = WrittenValue;

/** `matrix`: every combination of one value from each axis, but for the excluded ones. */
export interface Matrix {
  readonly kind: 'matrix';
  readonly axes: readonly { readonly name: string; readonly values: LoopValue }[];
  /** A combination is left out if it has all the values of one of these. */
  readonly exclude: readonly (readonly { readonly axis: string; readonly value: LoopValue }[])[];
}
/** `parallelism: N`, and `repeat.times`, which means the same. */
export interface Count {
  readonly kind: 'parallelism' | 'times';
  readonly times: Text;
}
/** `repeat.items`: one time for each item, or for each partition of them. */
export interface Items {
  readonly kind: 'items';
  readonly items: LoopValue;
  /** Only the items from here, */
  readonly start?: Text;
  /** to before here, */
  readonly end?: Text;
  /** so many at a time. */
  readonly partitionSize?: Text;
  /** What the three above count: items, or hundredths of all items. */
  readonly unit: 'Count' | 'Percentage';
}

/** A deployment of several services, or to several environments or infrastructures: one time for each combination. */
export interface Targets {
  readonly kind: 'targets';
  readonly targets: readonly StageTarget[];
}

/** `strategy` of a stage, group or step: how many times it runs, and with which values. */
export interface Strategy {
  readonly loop: Matrix | Count | Items | Targets;
  /** An expression: when it is false, no instance is made. */
  readonly when?: Text;
  /** Whether the instances that wait for their turn still get it after one has failed. */
  readonly onFailure: 'RunAll' | 'SkipQueued';
  /** How many instances may run at a time. */
  readonly maxConcurrency?: Text;
  /** What an instance is called. */
  readonly nodeName?: Text;
  readonly at: Position;
}

/** No loop is wider: Harness's limit for what runs side by side on one level. */
export const MAXIMUM_WIDTH = 256;
