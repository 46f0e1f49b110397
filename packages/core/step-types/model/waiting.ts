import type { Milliseconds, Text } from '@reprise/core';

export interface WaitSpec {
  readonly type: 'Wait';
  readonly duration: Milliseconds;
}

/** Waits until all that name the same barrier have come to it. */
export interface BarrierSpec {
  readonly type: 'Barrier';
  readonly barrierRef: Text;
}

export const QUEUE_SCOPES = ['Pipeline', 'Stage'] as const;
/** How long a place in a queue is held: until the pipeline, or the stage of the step, has ended. */
export type QueueScope = (typeof QUEUE_SCOPES)[number];

/** Waits until no other execution of the account holds the key. */
export interface QueueSpec {
  readonly type: 'Queue';
  readonly key: Text;
  readonly scope: QueueScope;
}
