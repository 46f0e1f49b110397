import { describe, test } from 'vitest';
import { chainWorld, drive, expectWholeChain } from './support/chain-world.ts';
import { type Death, everyDeath, mortal } from './support/mortal-store.ts';
import { serve } from './support/world.ts';

/** Two servers in a row on one store: the first dies at this commit. Answers how many it made. */
async function live(death: Death): Promise<number> {
  const world = chainWorld();
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
    await everyDeath(8, live);
  });
});
