import type { ExecutionEvent } from '../event.ts';

/**
 * An event that cannot have happened to the state it is applied to: the stream was damaged, belongs to another
 * pipeline, or was written by a version with a bug. The execution is put aside and shown (I13), never guessed at.
 */
export class ImpossibleEvent extends Error {
  constructor(event: ExecutionEvent, why: string) {
    const where = 'node' in event ? ` of ${event.node}` : '';
    super(`${event.type}${where} is impossible: ${why}`);
  }
}
