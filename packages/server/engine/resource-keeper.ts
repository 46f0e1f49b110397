import { after, type ExecutionId, partsOfTaskId } from '@reprise/core';
import type { Command, Effect } from '@reprise/core/execution';
import type { Clock, Logger, Resource, ResourceQueue } from '../ports/index.ts';
import { RETRY } from './dispatcher-needs.ts';
import { grantedOf } from './granted-of.ts';

export interface ResourceKeeperNeeds {
  readonly resources: ResourceQueue;
  readonly clock: Clock;
  readonly logger: Logger;
  perform(execution: ExecutionId, command: Command): Promise<unknown>;
}

/**
 * Tells those whose turn it is. Who that is follows from the stored places alone, and telling it twice is harmless (I3):
 * so it is enough to look whenever a place was taken or left, and at every start.
 */
export class ResourceKeeper {
  readonly #needs: ResourceKeeperNeeds;
  #closed = false;

  constructor(needs: ResourceKeeperNeeds) {
    this.#needs = needs;
  }

  close(): void {
    this.#closed = true;
  }

  /** After a commit: somebody took or left a place. */
  committed(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'AcquireResource' || effect.type === 'ReleaseResource') {
        void this.#look(effect);
      }
    }
  }

  /** Looks at every queue: at a start, and when whoever stood in some of them has been set aside. */
  async lookAtAll(): Promise<void> {
    try {
      const resources = await this.#needs.resources.all();
      await Promise.all(resources.map((resource) => this.#look(resource)));
    } catch (error) {
      this.#again(error, () => void this.lookAtAll());
    }
  }

  async #look(resource: Resource): Promise<void> {
    if (this.#closed) return;
    try {
      const claims = await this.#needs.resources.claims(resource);
      for (const task of grantedOf(claims)) {
        const { execution, node, attempt } = partsOfTaskId(task);
        // Refused when it has gone meanwhile: then its going is looked at, too.
        await this.#needs.perform(execution, { type: 'GrantResource', node, attempt });
      }
    } catch (error) {
      this.#again(error, () => void this.#look(resource));
    }
  }

  #again(error: unknown, look: () => void): void {
    if (this.#closed) return;
    const { clock, logger } = this.#needs;
    logger.error({ error }, 'a queue for a resource could not be read');
    clock.at(after(clock.now(), RETRY), look);
  }
}
