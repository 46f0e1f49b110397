import type { NodeKey } from '@reprise/core';
import type { Value } from '@reprise/core/expression';

/**
 * One time round a loop: what it is called, and the values that it has. Kept in an event, so that the key stays what
 * it was whatever a later version would make of the values (I5).
 */
export interface LoopInstance {
  /** What tells its key from its siblings': made of its values, never of its position (I5). */
  readonly suffix: string;
  readonly name: string;
  /** By axis, for a `matrix`. */
  readonly matrix?: Readonly<Record<string, Value>>;
  /** For `repeat.items`. */
  readonly item?: Value;
  /** Which of a stage's targets it deploys, from 0 as the definition lists them: a definition never changes (I11). */
  readonly target?: number;
  /** The items of this time, for `repeat.items` with a `partitionSize`. */
  readonly partition?: readonly Value[];
}

/** Where a node stands in the loop that made it. */
export interface LoopPlace {
  readonly loop: NodeKey;
  /** From 0, in the order of the loop. */
  readonly iteration: number;
  readonly iterations: number;
  readonly instance: LoopInstance;
}
