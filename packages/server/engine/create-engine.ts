import {
  type Digest,
  type ExecutionId,
  type Milliseconds,
  type Result,
  refused,
} from '@reprise/core';
import type { Command, CreateExecution, ExecutionState } from '@reprise/core/execution';
import { continuationOf } from '@reprise/core/retry';
import type { Clock, Ids, Logger, LogStore, Store } from '../ports/index.ts';
import { beginChild } from './begin-child.ts';
import { Children } from './children.ts';
import { DelegatePool } from './delegate-pool.ts';
import { DoubtfulCommits } from './doubtful-commits.ts';
import type {
  Engine,
  EngineRefusal,
  PlanChildRetry,
  PrepareChild,
  RetryRunRequest,
  RunRequest,
} from './engine.ts';
import { EngineTaskServer } from './engine-task-server.ts';
import { LeaseWatch } from './lease-watch.ts';
import { Neighbours } from './neighbours.ts';
import { OutboxKeeper, type Send } from './outbox-keeper.ts';
import { DELEGATE_WAIT, ProvisioningWatch } from './provisioning-watch.ts';
import { Recent } from './recent.ts';
import { Recovery } from './recovery.ts';
import { ResourceKeeper } from './resource-keeper.ts';
import { TaskDispatcher } from './task-dispatcher.ts';
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

const KNOWN_DEFINITIONS = 10_000;

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
  const delegates = new DelegatePool();
  const dispatching = { tasks: store.tasks, logs, clock, ids, logger, perform };
  const dispatcher = new TaskDispatcher(dispatching, delegates);
  const leases = new LeaseWatch(dispatching, delegates);
  const patience = needs.delegateWait ?? DELEGATE_WAIT;
  const provisioning = new ProvisioningWatch(dispatching, delegates, patience);
  const serving = {
    ...dispatching,
    executions: store.executions,
    read: (execution: ExecutionId) => transitions.read(execution),
  };
  const taskServer = new EngineTaskServer(serving, delegates, (delegate) => {
    void dispatcher.pump(delegate);
  });
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
  const catchUp = async (execution: ExecutionId): Promise<void> => {
    await transitions.latest(execution);
    await transitions.between(execution, () => dispatcher.catchUp(execution));
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
    executions: store.executions,
    clock,
    logger,
    ...(needs.neighbourRound === undefined ? {} : { round: needs.neighbourRound }),
    concerning: () => [...watchers.executions(), ...delegates.executions()],
    attends: (execution, version) => transitions.attends(execution, version),
    catchUp: async (execution, version) => {
      await catchUp(execution);
      transitions.attended(execution, version);
    },
    lookAround: async () => {
      timekeeper.look();
      outbox.catchUp();
      dispatcher.lookIntoQueue();
      await resources.lookAtAll();
    },
  });
  const transitions = new Transitions({
    executions: store.executions,
    clock,
    logger,
    dispatcher,
    delegates,
    timekeeper,
    resources,
    outbox,
    watchers,
    children,
    doubts,
  });
  const recovery = new Recovery({
    executions: store.executions,
    clock,
    logger,
    wake: async (execution) => {
      await wake(execution);
      await children.recover(execution);
    },
  });
  const begin = new Beginning(needs, transitions);
  let draining = false;

  return {
    taskServer,
    start: async () => {
      timekeeper.start();
      leases.start();
      provisioning.start();
      await recovery.start();
      await resources.lookAtAll();
      outbox.start();
      if (needs.sharesStore === true) neighbours.start();
    },
    run: async (request) => (draining ? refused(DRAINING) : begin.run(request)),
    retry: async (request) => (draining ? refused(DRAINING) : begin.retry(request)),
    perform,
    read: (execution) => transitions.latest(execution),
    watch: (of, listener) => watchers.add(of, listener),
    stop: async () => {
      draining = true;
      recovery.stop();
      neighbours.stop();
      doubts.close();
      timekeeper.stop();
      resources.close();
      leases.stop();
      provisioning.stop();
      dispatcher.close();
      delegates.close();
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

/** How executions come into being. */
class Beginning {
  readonly #needs: EngineNeeds;
  readonly #transitions: Transitions;
  /** Digests of definitions that this process has stored: they need not be written again. */
  readonly #stored = new Recent<Digest, true>(KNOWN_DEFINITIONS, () => 1);

  constructor(needs: EngineNeeds, transitions: Transitions) {
    this.#needs = needs;
    this.#transitions = transitions;
  }

  /** `as`: the execution is the child of a chained stage, and its id is known. */
  async run(
    { scope, definition, by, request, ...kept }: RunRequest,
    as?: Pick<CreateExecution['created'], 'executionId' | 'parent'>,
  ): Promise<Answer> {
    const { pipeline, digest } = definition;
    const created = await this.#created({
      scope,
      pipelineId: pipeline.identifier,
      pipelineName: pipeline.name,
      definition: digest,
      trigger: { type: 'MANUAL', by },
      ...kept,
      ...as,
    });
    const plan = this.#transitions.planOf(definition);
    const begun = await this.#transitions.begin({ created }, plan, {
      definition: this.#stored.get(digest) === true ? null : definition,
      ...(request === undefined ? {} : { request }),
    });
    if (begun.ok) this.#stored.set(digest, true);
    return begun;
  }

  async retry(
    { source, plan, by, note, request }: RetryRunRequest,
    as?: Pick<CreateExecution['created'], 'executionId' | 'parent'>,
  ): Promise<Answer> {
    const { scope, pipelineId, pipelineName, definition, surroundings, selection } = source.created;
    const created = await this.#created({
      scope,
      pipelineId,
      pipelineName,
      definition,
      trigger: { type: 'MANUAL', by },
      // What the stages before it read is what it goes on with (I11).
      ...(surroundings === undefined ? {} : { surroundings }),
      ...(selection === undefined ? {} : { selection }),
      ...as,
    });
    const retry = continuationOf(plan, source, note);
    const brings = request === undefined ? {} : { request };
    return this.#transitions.begin({ created, retry }, source.plan, {
      definition: null,
      ...brings,
    });
  }

  async #created(
    what: Omit<CreateExecution['created'], 'executionId' | 'runSequence' | 'engineVersion'> &
      Partial<Pick<CreateExecution['created'], 'executionId'>>,
  ): Promise<CreateExecution['created']> {
    const { store, ids, engineVersion } = this.#needs;
    const runSequence = await store.executions.nextRunSequence(what.scope, what.pipelineId);
    return { executionId: ids.executionId(), ...what, runSequence, engineVersion };
  }
}
