import { type Digest, type ExecutionId, type Result, refused } from '@reprise/core';
import type { Command, CreateExecution, ExecutionState } from '@reprise/core/execution';
import { continuationOf } from '@reprise/core/retry';
import type { Clock, Ids, Logger, LogStore, Store } from '../ports/index.ts';
import { DelegatePool } from './delegate-pool.ts';
import type { Engine, EngineRefusal, RetryRunRequest, RunRequest } from './engine.ts';
import { EngineTaskServer } from './engine-task-server.ts';
import { LeaseWatch } from './lease-watch.ts';
import { Recent } from './recent.ts';
import { Recovery } from './recovery.ts';
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
  const delegates = new DelegatePool();
  const dispatching = { tasks: store.tasks, logs, clock, ids, logger, perform };
  const dispatcher = new TaskDispatcher(dispatching, delegates);
  const leases = new LeaseWatch(dispatching, delegates);
  const taskServer = new EngineTaskServer(dispatching, delegates, (delegate) => {
    void dispatcher.pump(delegate);
  });
  const transitions = new Transitions({
    executions: store.executions,
    clock,
    logger,
    dispatcher,
    timekeeper,
    watchers,
  });
  const recovery = new Recovery({ executions: store.executions, clock, logger, wake });
  const begin = new Beginning(needs, transitions);
  let draining = false;

  return {
    taskServer,
    start: async () => {
      timekeeper.start();
      leases.start();
      await recovery.start();
    },
    run: async (request) => (draining ? refused(DRAINING) : begin.run(request)),
    retry: async (request) => (draining ? refused(DRAINING) : begin.retry(request)),
    perform,
    read: (execution) => transitions.read(execution),
    watch: (of, listener) => watchers.add(of, listener),
    stop: async () => {
      draining = true;
      recovery.stop();
      timekeeper.stop();
      leases.stop();
      dispatcher.close();
      delegates.close();
      await transitions.idle();
    },
  };
}

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

  async run({ scope, definition, by, note, surroundings }: RunRequest): Promise<Answer> {
    const { pipeline, digest } = definition;
    const created = await this.#created({
      scope,
      pipelineId: pipeline.identifier,
      pipelineName: pipeline.name,
      definition: digest,
      trigger: { type: 'MANUAL', by },
      ...(note === undefined ? {} : { note }),
      ...(surroundings === undefined ? {} : { surroundings }),
    });
    const plan = this.#transitions.planOf(definition);
    const begun = await this.#transitions.begin(
      { created },
      plan,
      this.#stored.get(digest) === true ? null : definition,
    );
    if (begun.ok) this.#stored.set(digest, true);
    return begun;
  }

  async retry({ source, plan, by, note }: RetryRunRequest): Promise<Answer> {
    const { scope, pipelineId, pipelineName, definition, surroundings } = source.created;
    const created = await this.#created({
      scope,
      pipelineId,
      pipelineName,
      definition,
      trigger: { type: 'MANUAL', by },
      // What the stages before it read is what it goes on with (I11).
      ...(surroundings === undefined ? {} : { surroundings }),
    });
    const retry = continuationOf(plan, source, note);
    return this.#transitions.begin({ created, retry }, source.plan, null);
  }

  async #created(
    what: Omit<CreateExecution['created'], 'executionId' | 'runSequence' | 'engineVersion'>,
  ): Promise<CreateExecution['created']> {
    const { store, ids, engineVersion } = this.#needs;
    const runSequence = await store.executions.nextRunSequence(what.scope, what.pipelineId);
    return { ...what, executionId: ids.executionId(), runSequence, engineVersion };
  }
}
