import { asMilliseconds, type ExecutionId } from '@reprise/core';
import { statusOf } from '@reprise/core/execution';
import { describe, expect, test } from 'vitest';
import { ROUND } from '../../packages/server/engine/neighbours.ts';
import type { Append } from '../../packages/server/ports/index.ts';
import { ScriptedDelegate } from '../../packages/server/testing/scripted-delegate.ts';
import { quiescence, SCOPE } from '../../packages/server/testing/workshop.ts';
import { chainWorld, drive, expectWholeChain } from './support/chain-world.ts';
import { beginParent, expectWholeFamily, familyWorld } from './support/family-world.ts';
import { type Death, everyDeath, mortal } from './support/mortal-store.ts';
import { engineOn, serve } from './support/world.ts';

const SHARED = { sharesStore: true };
/** A server has looked at everything that another one left. */
const TWO_ROUNDS = asMilliseconds(2 * ROUND);

/** Two servers side by side on one store, of which the first dies at this commit. */
async function liveThroughAChain(death: Death): Promise<number> {
  const world = chainWorld();
  const doomed = mortal(world.store, death);
  const idle = { ...world, delegate: new ScriptedDelegate('idle', ['none']) };
  const second = await serve(idle, world.store, { ...SHARED, capacity: 0 });
  const first = await serve(world, doomed.store, SHARED);
  await drive(world, first).catch(() => undefined);
  await world.delegate.connect(second.taskServer);
  await world.clock.pass(TWO_ROUNDS, quiescence(second));
  await drive(world, second);
  await expectWholeChain(world, second, JSON.stringify(death));
  await second.stop();
  return doomed.commits();
}

async function liveThroughAFamily(death: Death): Promise<number> {
  const family = await familyWorld();
  const doomed = mortal(family.store, death);
  const first = engineOn(family, doomed.store, SHARED);
  const second = engineOn(family, family.store, SHARED);
  await first.start();
  await second.start();
  await family.delegate.connect(first.taskServer);
  await beginParent(first);
  await quiescence(first)();
  await family.delegate.connect(second.taskServer);
  await family.clock.pass(asMilliseconds(3 * TWO_ROUNDS), quiescence(second));
  await expectWholeFamily(family, JSON.stringify(death));
  await second.stop();
  return doomed.commits();
}

describe('a server dies at any commit, and another one has been running beside it', () => {
  test('which ends a chain with a loop, an automatic retry and an approval, every try run once', async () => {
    await everyDeath(8, liveThroughAChain);
  });

  test('which ends chained pipelines, each child begun once', async () => {
    await everyDeath(8, liveThroughAFamily);
  });
});

describe('two servers that live side by side', () => {
  test('take turns at one chain, and each sees what the other has done', async () => {
    const world = chainWorld();
    const first = await serve(world, world.store, SHARED);
    const idle = { ...world, delegate: new ScriptedDelegate('idle', ['none']) };
    const second = await serve(idle, world.store, { ...SHARED, capacity: 0 });
    let turn = 0;
    /** Every question and every command goes to the other one than the last. */
    const inTurns = new Proxy(first, {
      get: (_, name) => Reflect.get((turn += 1) % 2 === 0 ? first : second, name),
    });
    await drive(world, inTurns);
    await drive(world, inTurns);
    await expectWholeChain(world, first, 'in turns');
    await first.stop();
    await second.stop();
  });

  test('begin a child that both want at the same moment once, and its stage does not fail for it', async () => {
    const family = await familyWorld();
    const isChild = ({ executionId, expectedVersion }: Append) =>
      executionId.startsWith('child-') && expectedVersion === 0;
    const beaten: ExecutionId[] = [];
    const second = engineOn(family, family.store, SHARED);
    /** The first server is so slow that the second, which starts meanwhile, is there before it. */
    const append = async (entry: Append) => {
      if (isChild(entry) && beaten.length === 0) {
        beaten.push(entry.executionId);
        await second.start();
        await quiescence(second)();
      }
      return family.store.executions.append(entry);
    };
    const slow = { ...family.store, executions: { ...family.store.executions, append } };
    const first = engineOn(family, slow, SHARED);
    await first.start();
    await family.delegate.connect(first.taskServer);
    const begun = await beginParent(first);
    await quiescence(first)();
    await family.clock.pass(TWO_ROUNDS, quiescence(first));
    expect(beaten).toHaveLength(1);
    expect(begun?.ok).toBe(true);
    await expectWholeFamily(family, 'two begin it');
    const [parent] = (
      await family.store.executions.list(
        { scope: SCOPE, pipelineIds: ['parent'], newestOnly: false },
        0,
        1,
      )
    ).items;
    const read = parent === undefined ? null : await second.read(parent.executionId);
    expect(read && statusOf(read.state)).toBe('Success');
    await first.stop();
    await second.stop();
  });
});
