import type { TaskId } from '@reprise/core';
import type { AcquireResource, ReleaseResource } from '@reprise/core/execution';
import { grantedOf } from '../../../packages/server/engine/granted-of.ts';
import type { ResourceClaim } from '../../../packages/server/ports/index.ts';

/** The places in queues that executions have taken, first come first served. */
export class CoreQueue {
  readonly #claims = new Map<string, readonly ResourceClaim[]>();

  change(effect: AcquireResource | ReleaseResource): void {
    const { key, taskId } = effect;
    const others = (this.#claims.get(key) ?? []).filter((claim) => claim.taskId !== taskId);
    const { type } = effect;
    this.#claims.set(key, type === 'AcquireResource' ? [...others, effect] : others);
  }

  /** Whose turn it is. */
  granted(): readonly TaskId[] {
    return [...this.#claims.values()].flatMap(grantedOf);
  }
}
