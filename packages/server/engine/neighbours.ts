import { asMilliseconds, type ExecutionId, type Milliseconds } from '@reprise/core';
import type { Clock, ExecutionStore, Logger } from '../ports/index.ts';
import { Rounds } from './rounds.ts';

/** How often a server looks at what others on its database have done, which are there by accident. */
export const ROUND = asMilliseconds(15_000);
/** The same where they are there on purpose: so long after it happened people see it on another server. */
export const SHARED_ROUND = asMilliseconds(2_000);

export interface NeighboursNeeds {
  readonly executions: Pick<ExecutionStore, 'unfinished' | 'version'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often they are looked at; `ROUND` when it is left out. */
  readonly round?: Milliseconds;
  /** The executions that concern this server, whoever moves them and whether or not they have ended. */
  readonly concerning: () => readonly ExecutionId[];
  /** Whether everything that the stream asks for up to this version was done here. */
  readonly attends: (execution: ExecutionId, version: number) => boolean;
  /** Does and tells what a stream asks for that another server has written; twice is harmless (I3). */
  readonly catchUp: (execution: ExecutionId, version: number) => Promise<void>;
  /** Looks at what is due or waits in the store, and belongs to no execution in particular. */
  readonly lookAround: () => Promise<void>;
}

/**
 * Several servers may work on one database, for a while or always. What one of them has written the others look at in their rounds,
 * so that what it leaves undone when it dies is done without a restart. Looked at is every unfinished execution and what
 * concerns this server, once for each of its versions.
 */
export class Neighbours {
  readonly #needs: NeighboursNeeds;
  /** The version at which each execution was looked at last. */
  #looked: ReadonlyMap<ExecutionId, number> = new Map();
  readonly #rounds: Rounds;

  constructor(needs: NeighboursNeeds) {
    this.#needs = needs;
    const plan = {
      every: needs.round ?? ROUND,
      failure: 'what other servers have left could not be read',
    };
    this.#rounds = new Rounds(needs, plan, () => this.#round());
  }

  start(): void {
    this.#rounds.start();
  }

  stop(): void {
    this.#rounds.stop();
  }

  async #round(): Promise<void> {
    const { executions, concerning, lookAround } = this.#needs;
    await lookAround();
    const open = new Set([...(await executions.unfinished()), ...concerning()]);
    const looked = new Map<ExecutionId, number>();
    for (const execution of open) {
      const version = await this.#look(execution);
      if (version !== null) looked.set(execution, version);
    }
    // What has ended since the last round may have to be told to a parent that waits for it.
    for (const execution of this.#looked.keys()) {
      if (!open.has(execution)) await this.#look(execution);
    }
    this.#looked = looked;
  }

  /** Answers the version that was looked at; null when it has to be looked at again. */
  async #look(execution: ExecutionId): Promise<number | null> {
    const { executions, attends, catchUp, logger } = this.#needs;
    if (!this.#rounds.running) return null;
    try {
      const version = await executions.version(execution);
      if (version === null || this.#looked.get(execution) === version) return version;
      if (!attends(execution, version)) await catchUp(execution, version);
      return version;
    } catch (error) {
      logger.error({ execution, error }, 'an execution could not be looked at: again');
      return null;
    }
  }
}
