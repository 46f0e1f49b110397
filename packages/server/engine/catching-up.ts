import type { ExecutionId, Milliseconds } from '@reprise/core';
import type { Clock, ExecutionStore, Logger } from '../ports/index.ts';
import type { Children } from './children.ts';
import type { DelegatePool } from './delegate-pool.ts';
import { DoubtfulCommits } from './doubtful-commits.ts';
import { Neighbours } from './neighbours.ts';
import type { OutboxKeeper } from './outbox-keeper.ts';
import { Recovery } from './recovery.ts';
import type { ResourceKeeper } from './resource-keeper.ts';
import type { TaskDispatcher } from './task-dispatcher.ts';
import type { Timekeeper } from './timekeeper.ts';
import type { Transitions } from './transitions.ts';
import type { Watchers } from './watchers.ts';

export interface CatchingUpNeeds {
  readonly executions: ExecutionStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly dispatcher: TaskDispatcher;
  readonly delegates: DelegatePool;
  readonly children: Children;
  readonly timekeeper: Timekeeper;
  readonly resources: ResourceKeeper;
  readonly outbox: OutboxKeeper;
  readonly watchers: Watchers;
  /** How often other servers are looked at; `ROUND` when it is left out. */
  readonly neighbourRound?: Milliseconds | undefined;
  readonly wake: (execution: ExecutionId) => Promise<void>;
  /** Asked for late: they need the doubts in turn. */
  readonly transitions: () => Transitions;
}

/**
 * Does what the streams ask for and what perhaps nobody has done: of a server that died, of another one on the same store, of
 * a commit whose answer was lost. To do it twice is harmless (I3).
 */
export interface CatchingUp {
  readonly doubts: DoubtfulCommits;
  /** Looks once at everything that has not ended. */
  recover(): Promise<void>;
  /** Looks in rounds at what other servers do on the same store. */
  lookAfterNeighbours(): void;
  stop(): void;
}

export function createCatchingUp(needs: CatchingUpNeeds): CatchingUp {
  const { executions, clock, logger, dispatcher, children, resources, outbox } = needs;
  const { transitions, wake } = needs;
  const catchUp = async (execution: ExecutionId): Promise<void> => {
    await transitions().latest(execution);
    await transitions().between(execution, () => dispatcher.catchUp(execution));
    await wake(execution);
    await children.recover(execution);
  };
  const doubts = new DoubtfulCommits({
    clock,
    logger,
    catchUp: async (execution) => {
      await catchUp(execution);
      await resources.lookAtAll();
      outbox.catchUp();
    },
  });
  const neighbours = new Neighbours({
    executions,
    clock,
    logger,
    ...(needs.neighbourRound === undefined ? {} : { round: needs.neighbourRound }),
    concerning: () => [...needs.watchers.executions(), ...needs.delegates.executions()],
    attends: (execution, version) => transitions().attends(execution, version),
    catchUp: async (execution, version) => {
      await catchUp(execution);
      transitions().attended(execution, version);
    },
    lookAround: async () => {
      needs.timekeeper.look();
      outbox.catchUp();
      dispatcher.lookIntoQueue();
      await resources.lookAtAll();
    },
  });
  const recovery = new Recovery({
    executions,
    clock,
    logger,
    wake: async (execution) => {
      await wake(execution);
      await children.recover(execution);
    },
  });
  return {
    doubts,
    recover: async () => {
      await recovery.start();
      await resources.lookAtAll();
    },
    lookAfterNeighbours: () => neighbours.start(),
    stop: () => {
      recovery.stop();
      neighbours.stop();
      doubts.close();
    },
  };
}
