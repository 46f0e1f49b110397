import { createHash } from 'node:crypto';
import {
  asDigest,
  asExecutionId,
  asLeaseToken,
  asMilliseconds,
  type Digest,
  type ExecutionId,
  type Milliseconds,
  type Scope,
} from '@reprise/core';
import type { Notification, Principal, Surroundings } from '@reprise/core/execution';
import { inputsTemplate, parsePipeline } from '@reprise/core/pipeline';
import { asRetryBatchId } from '@reprise/core/retry';
import { createEngine } from '../engine/create-engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { Send } from '../engine/outbox-keeper.ts';
import type { Definition, Ids, Logger, LogStore, Store } from '../ports/index.ts';
import { createMemoryLogStore } from '../stores/memory/log-store.ts';
import { createMemoryStore } from '../stores/memory/store.ts';
import { childPreparer, childRetryPlanner, type Rights } from '../use-cases/index.ts';
import { ScriptedDelegate } from './scripted-delegate.ts';
import { VirtualClock } from './virtual-clock.ts';

export const SCOPE: Scope = {
  accountId: 'default',
  orgId: 'default',
  projectId: 'default_project',
};
const DAY = asMilliseconds(24 * 60 * 60 * 1000);
const MONTH = asMilliseconds(30 * DAY);
export const SOMEBODY: Principal = { kind: 'local', name: 'somebody' };

export const digestOf = (text: string): Digest =>
  asDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`);

/** Names that are the same in every run of a test. */
/** `of` tells those of one server from another's. */
export function countingIds(of = ''): Ids {
  let executions = 0;
  let leases = 0;
  let batches = 0;
  return {
    executionId: () => asExecutionId(`${of}execution-${(executions += 1)}`),
    leaseToken: () => asLeaseToken(`${of}lease-${(leases += 1)}`),
    retryBatchId: () => asRetryBatchId(`${of}batch-${(batches += 1)}`),
    childExecutionId: (task) => asExecutionId(`child-${digestOf(task).slice(7, 23)}`),
  };
}

export const silentLogger: Logger = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** What an execution of this YAML runs. Throws when the YAML has a problem, naming it. */
export function definitionOf(yaml: string, inputsYaml = ''): Definition {
  const { pipeline, problems } = parsePipeline(yaml);
  const problem = problems.find(({ severity }) => severity !== 'warning');
  if (pipeline === null || problem !== undefined) {
    throw new Error(`line ${problem?.line}: ${problem?.message}`);
  }
  return {
    digest: digestOf(yaml + inputsYaml),
    compiledYaml: yaml,
    inputsYaml,
    inputsTemplateYaml: inputsTemplate(yaml),
    pipeline,
  };
}

/** The real engine on a virtual clock, with a delegate that does as a script says: everything real but the world. */
export interface Workshop {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly delegate: ScriptedDelegate;
  readonly store: Store;
  readonly logs: LogStore;
  /** What was sent to people outside, in order. */
  readonly notified: readonly Notification[];
  /** Waits until nothing moves any more without somebody doing something. */
  settle(): Promise<void>;
  pass(length: Milliseconds): Promise<void>;
  run(yaml: string, surroundings?: Surroundings): Promise<ExecutionId>;
  close(): Promise<void>;
}

/** `capacity` is how many tasks the delegate takes at once. */
export async function openWorkshop({
  store = createMemoryStore(),
  capacity = 100,
  delegate = new ScriptedDelegate(),
  ids = countingIds(),
  clock = new VirtualClock(),
  logger = silentLogger,
  sharesStore = false,
  rights,
  send = async () => ({ sent: true }),
}: {
  readonly store?: Store;
  readonly capacity?: number;
  readonly delegate?: ScriptedDelegate;
  /** Who may run the children of chained stages. */
  readonly rights?: Rights;
  readonly ids?: Ids;
  /** The clock of another server on the same store. */
  readonly clock?: VirtualClock;
  readonly logger?: Logger;
  readonly sharesStore?: boolean;
  /** What comes of sending a notification; it is sent when this is left out. */
  readonly send?: Send;
} = {}): Promise<Workshop> {
  const logs = createMemoryLogStore();
  const notified: Notification[] = [];
  const engine = createEngine({
    store,
    logs,
    clock,
    ids,
    logger,
    sharesStore,
    engineVersion: 'test',
    send: async (notification) => {
      notified.push(notification);
      return send(notification);
    },
    prepareChild: childPreparer({
      store,
      digest: digestOf,
      settings: {},
      ...(rights === undefined ? {} : { rights }),
    }),
    planChildRetry: childRetryPlanner({
      store,
      clock,
      digest: digestOf,
      settings: { retryLimit: MONTH },
      ...(rights === undefined ? {} : { rights }),
    }),
  });
  await engine.start();
  await delegate.connect(engine.taskServer, capacity);
  const settle = quiescence(engine);
  return {
    engine,
    clock,
    delegate,
    store,
    logs,
    notified,
    settle,
    pass: async (length) => {
      const sleeps = length >= DAY && (await isAtRest(store));
      await (sleeps ? clock.leap(length, settle) : clock.pass(length, settle));
    },
    run: async (yaml, surroundings) => {
      const begun = await engine.run({
        scope: SCOPE,
        definition: definitionOf(yaml),
        by: SOMEBODY,
        ...(surroundings === undefined ? {} : { surroundings }),
      });
      if (!begun.ok) throw new Error(begun.error.message);
      await settle();
      return begun.value.created.executionId;
    },
    close: async () => {
      await engine.stop();
      await store.close();
    },
  };
}

/** Nothing is left to be done: whatever time brings, it changes nothing. */
const isAtRest = async ({ executions, outbox, retryBatches }: Store): Promise<boolean> =>
  (await executions.unfinished()).length === 0 &&
  (await outbox.nextDue()) === null &&
  (await retryBatches.unfinished()).length === 0;

/** Turns of the event loop in a row without any change: nothing is under way. */
const QUIET_TURNS = 12;

export function quiescence(engine: Engine): () => Promise<void> {
  let changes = 0;
  engine.watch('all', () => {
    changes += 1;
  });
  return async () => {
    let quiet = 0;
    while (quiet < QUIET_TURNS) {
      const before = changes;
      await new Promise(setImmediate);
      quiet = changes === before ? quiet + 1 : 0;
    }
  };
}
