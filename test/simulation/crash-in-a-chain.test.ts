import { describe, expect, test } from 'vitest';
import { drive, expectWholeChain, newWorld, serve } from './chain-world.ts';
import { type Death, mortal } from './mortal-store.ts';

const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };

/** Two servers in a row on one store: the first dies at this commit. Answers how many it made. */
async function live(death: Death): Promise<number> {
  const world = newWorld();
  const doomed = mortal(world.store, death);
  const first = await serve(world, doomed.store);
  await drive(world, first).catch(() => undefined);
  const second = await serve(world, world.store);
  await drive(world, second);
  await expectWholeChain(world, second, JSON.stringify(death));
  await second.stop();
  return doomed.commits();
}

describe('the server dies at any commit of a chain with a loop, an automatic retry and an approval', () => {
  test('and the next one ends the chain: one retry, every try run once, nothing lost', async () => {
    const commits = await live(NEVER);
    expect(commits).toBeGreaterThanOrEqual(8);
    for (let commit = 1; commit <= commits; commit += 1) {
      await live({ commit, when: 'before' });
      await live({ commit, when: 'after' });
    }
  });
});
