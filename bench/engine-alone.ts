import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DelegateConnection } from '@reprise/api/delegate';
import { asDelegateId, type ExecutionId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { sqliteMigrations } from '../packages/server/assets.ts';
import { createEngine } from '../packages/server/engine/create-engine.ts';
import type { Engine } from '../packages/server/engine/engine.ts';
import type { Definition, Store } from '../packages/server/ports/index.ts';
import { createMemoryLogStore } from '../packages/server/stores/memory/log-store.ts';
import { openSqliteStore } from '../packages/server/stores/sqlite/store.ts';
import { systemClock } from '../packages/server/system/clock.ts';
import { systemIds } from '../packages/server/system/ids.ts';
import {
  definitionOf,
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../packages/server/testing/workshop.ts';
import type { Figure } from './measure.ts';
import { chainOfSteps } from './pipelines.ts';

const STEPS = 10;
const AT_ONCE = 50;

/** The engine on SQLite with full fsync, and a delegate whose steps do nothing. */
export interface BareEngine {
  readonly engine: Engine;
  readonly store: Store;
  /** Runs one execution to its end. */
  run(definition: Definition): Promise<ExecutionId>;
  close(): Promise<void>;
}

export async function openBareEngine(
  outcomeOf: (task: TaskId) => TaskOutcome = succeed,
): Promise<BareEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'reprise-bench-'));
  const store = await openSqliteStore({
    file: join(folder, 'reprise.db'),
    migrations: sqliteMigrations(),
  });
  const engine = createEngine({
    store,
    logs: createMemoryLogStore(),
    clock: systemClock,
    ids: systemIds,
    logger: silentLogger,
    engineVersion: 'bench',
  });
  await engine.start();
  await connectIdleDelegate(engine, outcomeOf);
  const ends = new Map<ExecutionId, () => void>();
  engine.watch('all', ({ executionId, state }) => {
    if (state.ended !== undefined) ends.get(executionId)?.();
  });
  return {
    engine,
    store,
    run: async (definition) => {
      const begun = await engine.run({ scope: SCOPE, definition, by: SOMEBODY });
      if (!begun.ok) throw new Error(begun.error.message);
      const { executionId } = begun.value.created;
      if (begun.value.ended === undefined) {
        await new Promise<void>((resolve) => ends.set(executionId, resolve));
        ends.delete(executionId);
      }
      return executionId;
    },
    close: async () => {
      await engine.stop();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const succeed = (): TaskOutcome => ({ status: 'Success', outputs: {} });

/** A delegate that reports at once. */
async function connectIdleDelegate(
  engine: Engine,
  outcomeOf: (task: TaskId) => TaskOutcome,
): Promise<void> {
  let connection: DelegateConnection | null = null;
  connection = await engine.taskServer.connect(
    { delegateId: asDelegateId('idle'), name: 'idle', selectors: [], capacity: 10_000 },
    {
      run: ({ taskId, token }) => {
        void connection?.report(taskId, token, outcomeOf(taskId));
      },
      stop: () => undefined,
      leave: () => undefined,
    },
  );
}

/** Latency of a step with one execution at a time, and executions a second with fifty at once. */
export async function engineAlone(): Promise<readonly Figure[]> {
  const bare = await openBareEngine();
  const definition = definitionOf(chainOfSteps('ten_steps', STEPS, () => 'nothing'));
  const bursts = 5;
  try {
    await burst(bare, definition, 1_000);
    const latencies: number[] = [];
    for (let run = 0; run < 300; run += 1) {
      const start = performance.now();
      await bare.run(definition);
      latencies.push((performance.now() - start) / STEPS);
    }
    const rates: number[] = [];
    for (let run = 0; run < bursts; run += 1) rates.push(await burst(bare, definition, 2_000));
    return [
      {
        what: 'engine alone: a step, one execution at a time',
        unit: 'ms',
        samples: latencies,
        aim: '< 0.5',
      },
      {
        what: `engine alone: executions of ${STEPS} steps, ${AT_ONCE} at once`,
        unit: '/s',
        samples: rates,
        aim: '> 2000',
      },
    ];
  } finally {
    await bare.close();
  }
}

/** Executions a second, with `AT_ONCE` under way all the time. */
async function burst(bare: BareEngine, definition: Definition, total: number): Promise<number> {
  let left = total;
  const start = performance.now();
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await bare.run(definition);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return total / ((performance.now() - start) / 1_000);
}
