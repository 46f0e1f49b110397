import { type ExecutionId, type Milliseconds, type Result, refused } from '@reprise/core';
import type { Command, ExecutionState } from '@reprise/core/execution';
import type { Clock, Ids, Logger, LogStore, Store } from '../ports/index.ts';
import { beginChild } from './begin-child.ts';
import { Beginning } from './beginning.ts';
import { createCatchingUp } from './catching-up.ts';
import { Children } from './children.ts';
import { createDelegation } from './delegation.ts';
import type { Engine, EngineRefusal, PlanChildRetry, PrepareChild } from './engine.ts';
import { OutboxKeeper, type Send } from './outbox-keeper.ts';
import { DELEGATE_WAIT } from './provisioning-watch.ts';
import { ResourceKeeper } from './resource-keeper.ts';
import { Timekeeper } from './timekeeper.ts';
import { Transitions } from './transitions.ts';
import { Watchers } from './watchers.ts';

export interface EngineNeeds {
  readonly store: Store;
  readonly logs: LogStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Written into every execution (I11). */
  readonly engineVersion: string;
  /** Whether other servers may work on the same store: then what they leave undone is looked for. */
  readonly sharesStore?: boolean;
  /** How often they are looked at. */
  readonly neighbourRound?: Milliseconds;
  /** Left out: chained stages fail. */
  readonly prepareChild?: PrepareChild;
  /** Left out: chained stages continue no child. */
  readonly planChildRetry?: PlanChildRetry;
  /** How long a step waits for a delegate that has all of its selectors; ten minutes when it is left out. */
  readonly delegateWait?: Milliseconds;
  /** Sends notifications. Left out: they are given up. */
  readonly send?: Send;
}

type Answer = Result<ExecutionState, EngineRefusal>;

/** Puts the parts of the shell together. Nothing runs before `start`. */
export function createEngine(needs: EngineNeeds): Engine {
  const { store, clock, logger, ids, logs } = needs;
  const watchers = new Watchers();
  const perform = (execution: ExecutionId, command: Command): Promise<Answer> =>
    transitions.perform(execution, command);
  const wake = async (execution: ExecutionId): Promise<void> => {
    await perform(execution, { type: 'Wake' });
  };
  const timekeeper = new Timekeeper({ executions: store.executions, clock, logger, wake });
  const resources = new ResourceKeeper({ resources: store.resources, clock, logger, perform });
  const outbox = new OutboxKeeper({
    outbox: store.outbox,
    clock,
    logger,
    send: needs.send ?? sendNothing,
  });
  const delegation = createDelegation({
    tasks: store.tasks,
    executions: store.executions,
    logs,
    clock,
    ids,
    logger,
    perform,
    read: (execution) => transitions.read(execution),
    delegateWait: needs.delegateWait ?? DELEGATE_WAIT,
  });
  const { delegates, dispatcher } = delegation;
  const children = new Children({
    clock,
    ids,
    logger,
    beginChild: beginChild({
      prepare: needs.prepareChild ?? noChildren,
      planRetry: needs.planChildRetry ?? noChildren,
      run: (request, as) => begin.run(request, as),
      retry: (request, as) => begin.retry(request, as),
      read: (execution) => transitions.latest(execution),
    }),
    read: (execution) => transitions.latest(execution),
    perform,
  });
  const { executions } = store;
  const parts = { dispatcher, delegates, children, timekeeper, resources, outbox, watchers };
  const catchingUp = createCatchingUp({
    executions,
    clock,
    logger,
    ...parts,
    neighbourRound: needs.neighbourRound,
    wake,
    transitions: () => transitions,
  });
  const { doubts } = catchingUp;
  const { engineVersion, sharesStore = false } = needs;
  const transitions = new Transitions({
    executions,
    sharesStore,
    clock,
    logger,
    ...parts,
    doubts,
  });
  const begin = new Beginning({ executions, ids, engineVersion }, transitions);
  let draining = false;

  return {
    taskServer: delegation.taskServer,
    start: async () => {
      timekeeper.start();
      delegation.start();
      await catchingUp.recover();
      outbox.start();
      if (sharesStore) catchingUp.lookAfterNeighbours();
    },
    run: async (request) => (draining ? refused(DRAINING) : begin.run(request)),
    retry: async (request) => (draining ? refused(DRAINING) : begin.retry(request)),
    perform,
    read: (execution) => transitions.latest(execution),
    watch: (of, listener) => watchers.add(of, listener),
    stop: async () => {
      draining = true;
      catchingUp.stop();
      timekeeper.stop();
      resources.close();
      delegation.stop();
      await children.close();
      await transitions.idle();
      await outbox.stop();
    },
  };
}

const sendNothing: Send = async () => ({
  sent: false,
  problem: 'this server sends no notifications',
  hopeless: true,
});

const noChildren = async () =>
  refused({ code: 'NO_CHILDREN', message: 'This server runs no chained pipelines.', facts: {} });

const DRAINING: EngineRefusal = {
  code: 'DRAINING',
  message: 'The server is shutting down and starts nothing new; try again when it is back.',
  facts: {},
};
