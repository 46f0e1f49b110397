import { asMilliseconds } from '@reprise/core';
import { batchStatusOf, countsOf, type RetryBatch } from '@reprise/core/retry';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../packages/server/engine/engine.ts';
import { RetryBatches } from '../../packages/server/engine/retry-batches.ts';
import type { Store } from '../../packages/server/ports/index.ts';
import { createMemoryLogStore } from '../../packages/server/stores/memory/log-store.ts';
import { masterKeysFromEnvironment } from '../../packages/server/system/master-keys.ts';
import { argon2Passwords } from '../../packages/server/system/passwords.ts';
import { randomText } from '../../packages/server/system/random-bytes.ts';
import { createVault } from '../../packages/server/system/vault.ts';
import { stepIdentifier } from '../../packages/server/testing/scripted-delegate.ts';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import {
  digestOf,
  quiescence,
  SCOPE,
  SOMEBODY,
  silentLogger,
} from '../../packages/server/testing/workshop.ts';
import {
  createLoginThrottle,
  createUseCases,
  memberRetry,
  type UseCases,
} from '../../packages/server/use-cases/index.ts';
import { type Death, deathsIn, mortal, NEVER } from './support/mortal-store.ts';
import { engineOn, newWorld, stepsRun, type World } from './support/world.ts';

const MEMBERS = 3;
const YAML = shellPipeline('shop', { build: { pack: 'x' }, ship: { push: 'x' } });
const CALLER = { principal: SOMEBODY };
const SECOND = asMilliseconds(1_000);

interface Server {
  readonly useCases: UseCases;
  readonly engine: Engine;
  readonly settle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A server on a store that others have used, or will. */
async function serverOn(store: Store, world: World): Promise<Server> {
  const { clock, ids, delegate } = world;
  const logs = createMemoryLogStore();
  const logger = silentLogger;
  const engine = engineOn(world, store, { logs });
  const batches = new RetryBatches({ store, engine, clock, ids, logger });
  const useCases = createUseCases({
    store,
    engine,
    batches,
    logs,
    clock,
    vault: createVault(masterKeysFromEnvironment('ab'.repeat(32))),
    digest: digestOf,
    engineVersion: 'test',
    passwords: argon2Passwords(),
    loginThrottle: createLoginThrottle(),
    randomText,
    settings: { retryLimit: asMilliseconds(30 * 24 * 60 * 60 * 1000) },
  });
  await engine.start();
  await delegate.connect(engine.taskServer);
  await batches.start(memberRetry(useCases));
  const settle = quiescence(engine);
  const stop = async () => {
    await batches.stop();
    await engine.stop();
  };
  return { useCases, engine, settle, stop };
}

/** Executions that failed in their last stage, whose cause is mended by now. */
async function mendedWorld(): Promise<World> {
  const world = newWorld();
  world.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 1', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const { useCases, settle, stop } = await serverOn(world.store, world);
  await useCases.createPipeline(CALLER, { scope: SCOPE, yaml: YAML });
  for (let each = 0; each < MEMBERS; each += 1) {
    await useCases.runPipeline(CALLER, { scope: SCOPE, pipeline: 'shop', inputsYaml: '' });
    await settle();
  }
  await stop();
  world.delegate.script = () => ({ status: 'Success', outputs: {} });
  world.delegate.ran.length = 0;
  return world;
}

const create = ({ useCases }: Server, world: World, fails: boolean) => {
  if (fails) {
    world.delegate.script = () => ({
      status: 'Failed',
      failure: { message: 'exit 1', types: ['Unknown'] },
    });
  }
  return useCases.createRetryBatch(CALLER, {
    scope: SCOPE,
    filter: {},
    runAllStages: true,
    atOnce: fails ? 1 : 2,
    stopAfter: fails ? 1 : 0,
    key: 'tonight',
  });
};

interface Outcome {
  readonly world: World;
  readonly batch: RetryBatch;
  readonly commits: number;
}

/** Two servers in a row on one store: the first dies on the way, and the request is sent again to the second. */
async function live(death: Death, fails = false): Promise<Outcome> {
  const world = await mendedWorld();
  const doomed = mortal(world.store, death);
  const first = await serverOn(doomed.store, world);
  await create(first, world, fails).catch(() => null);
  await first.settle();
  const commits = doomed.commits();

  const second = await serverOn(world.store, world);
  await second.settle();
  const made = await create(second, world, fails);
  await second.settle();
  await world.clock.pass(SECOND, second.settle);
  if (!made.ok) throw new Error(made.error.message);
  const batch = await second.useCases.getRetryBatch(CALLER, {
    scope: SCOPE,
    batch: made.value.created.batchId,
  });
  if (!batch.ok) throw new Error(batch.error.message);
  expect((await world.store.retryBatches.list(SCOPE, 0, 9)).total).toBe(1);
  await second.stop();
  return { world, batch: batch.value.batch, commits };
}

/** Every death there can be, one after the other. */
async function everyDeath(fails: boolean, holds: (outcome: Outcome) => Promise<void>) {
  const unharmed = await live(NEVER, fails);
  await holds(unharmed);
  expect(unharmed.commits).toBeGreaterThanOrEqual(6);
  for (const death of deathsIn(unharmed.commits)) await holds(await live(death, fails));
}

describe('the server dies at any commit of a batch of retries', () => {
  test('and the next one retries every member once, and ends the batch', async () => {
    await everyDeath(false, async ({ world, batch }) => {
      expect(countsOf(batch)).toMatchObject({ succeeded: MEMBERS });
      expect(batchStatusOf(batch)).toBe('COMPLETED');
      expect(stepsRun(world)).toEqual(Array.from({ length: MEMBERS }, () => 'push'));
      for (const member of batch.created.members) {
        expect(await world.store.executions.chain(member)).toHaveLength(2);
      }
    });
  });

  test('and the next one stops it when the first has failed again', async () => {
    await everyDeath(true, async ({ world, batch }) => {
      expect(countsOf(batch)).toMatchObject({ failedAgain: 1, cancelled: MEMBERS - 1 });
      expect(batchStatusOf(batch)).toBe('STOPPED');
      expect(world.delegate.ran).toHaveLength(1);
    });
  });
});

test('a batch that is cancelled after a crash keeps the retry that had begun, and begins no other', async () => {
  const unharmed = await live(NEVER);
  for (let commit = 1; commit <= unharmed.commits; commit += 1) {
    const world = await mendedWorld();
    const doomed = mortal(world.store, { commit, when: 'after' });
    const first = await serverOn(doomed.store, world);
    await create(first, world, false).catch(() => null);
    await first.settle();
    const [id] = (await world.store.retryBatches.list(SCOPE, 0, 1)).items;
    if (id === undefined) throw new Error('there is no batch');
    // Cancelled by a server that died before it did anything else.
    const idle = new RetryBatches({ ...world, engine: first.engine, logger: silentLogger });
    const at = world.clock.now();
    const cancelled = await idle.perform(id, { type: 'Cancel', at, by: SOMEBODY });
    const before = (await world.store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 99))
      .total;

    const second = await serverOn(world.store, world);
    await second.settle();
    await world.clock.pass(SECOND, second.settle);
    const batch = await second.useCases.getRetryBatch(CALLER, { scope: SCOPE, batch: id });
    const counts = batch.ok ? countsOf(batch.value.batch) : null;
    const after = (await world.store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 99))
      .total;
    if (cancelled.ok) expect(after).toBe(before);
    expect(counts).toMatchObject({ toDo: 0, running: 0, succeeded: after - MEMBERS });
    await second.stop();
  }
});
