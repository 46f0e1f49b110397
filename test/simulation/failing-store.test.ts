import { asMilliseconds } from '@reprise/core';
import { describe, expect, test } from 'vitest';
import { quiescence } from '../../packages/server/testing/workshop.ts';
import { chainWorld, drive, expectWholeChain } from './support/chain-world.ts';
import { type Fault, failing, SOUND } from './support/failing-store.ts';
import { beginParent, expectWholeFamily, familyWorld } from './support/family-world.ts';
import { serve } from './support/world.ts';

/** Longer than the pause after which what failed is tried again; all together shorter than a round for other servers. */
const A_WHILE = asMilliseconds(2_000);
/** How often a faint-hearted person tries again what the server has answered with an error. */
const TRIES = 6;

/** One server, on a store that fails and comes back. Answers how many commits it tried, and how many of them failed. */
async function live(
  fault: Fault,
  capacity: number,
): Promise<{ readonly commits: number; readonly failures: number }> {
  const world = chainWorld();
  const failed = failing(world.store, fault);
  const engine = await serve(world, failed.store, { capacity });
  for (let tried = 0; tried < TRIES; tried += 1) {
    await drive(world, engine).catch(() => undefined);
    await world.delegate.reportAgain();
  }
  await drive(world, engine);
  await expectWholeChain(world, engine, JSON.stringify(fault));
  await engine.stop();
  return { commits: failed.commits(), failures: failed.failures() };
}

describe.each([
  { times: 1, capacity: 100 },
  { times: 3, capacity: 100 },
  { times: 1, capacity: 1 },
  { times: 3, capacity: 1 },
])(
  'a store fails at any $times commits in a row, with $capacity slots for tasks',
  ({ times, capacity }) => {
    test.each(['before', 'after'] as const)(
      '%s it has written: nothing is lost or doubled, and no restart is needed',
      async (when) => {
        const { commits } = await live(SOUND, capacity);
        expect(commits).toBeGreaterThanOrEqual(8);
        let failed = 0;
        for (let commit = 1; commit <= commits; commit += 1) {
          const { failures } = await live({ commit, when, times }, capacity);
          expect(failures).toBeGreaterThanOrEqual(1);
          failed += failures;
        }
        // Fewer only where the chain was over before the store had failed often enough.
        expect(failed).toBeGreaterThan((commits - times) * times);
      },
    );
  },
);

/** One server on a store that fails while a pipeline runs two others. Answers how many commits it tried. */
async function liveThroughAFamily(fault: Fault): Promise<number> {
  const family = await familyWorld();
  const failed = failing(family.store, fault);
  const engine = await serve(family, failed.store);
  await beginParent(engine);
  for (let tried = 0; tried < TRIES; tried += 1) {
    await family.clock.pass(A_WHILE, quiescence(engine));
    await family.delegate.reportAgain();
  }
  await family.clock.pass(A_WHILE, quiescence(engine));
  await expectWholeFamily(family, JSON.stringify(fault));
  await engine.stop();
  return failed.commits();
}

describe('a store fails at any commit of chained pipelines', () => {
  test.each(['before', 'after'] as const)(
    '%s it has written: each child is begun once and told to its parent, without a restart',
    async (when) => {
      const commits = await liveThroughAFamily(SOUND);
      expect(commits).toBeGreaterThanOrEqual(8);
      for (let commit = 1; commit <= commits; commit += 1) {
        await liveThroughAFamily({ commit, when, times: 1 });
        await liveThroughAFamily({ commit, when, times: 3 });
      }
    },
  );
});
