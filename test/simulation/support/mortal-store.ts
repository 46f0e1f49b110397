import { expect } from 'vitest';
import type { Append, RetryBatchAppend, Store } from '../../../packages/server/ports/index.ts';

/** Where a server dies: before the n-th commit reaches the store, or after it did but before anybody is told. */
export interface Death {
  readonly commit: number;
  readonly when: 'before' | 'after';
}

/** The server lives on. */
export const NEVER: Death = { commit: Number.POSITIVE_INFINITY, when: 'before' };

/** Every death in a life of so many commits. */
export const deathsIn = (commits: number): readonly Death[] =>
  Array.from({ length: commits }, (_, before) => before + 1).flatMap((commit) => [
    { commit, when: 'before' },
    { commit, when: 'after' },
  ]);

/**
 * Lives once without a death, and once with each that there can be. `live` answers how many commits it made; a life that makes
 * fewer than `atLeast` has proved nothing.
 */
export async function everyDeath(
  atLeast: number,
  live: (death: Death) => Promise<number>,
): Promise<void> {
  const commits = await live(NEVER);
  expect(commits).toBeGreaterThanOrEqual(atLeast);
  for (const death of deathsIn(commits)) await live(death);
}

/** The server that used this store is dead: nothing it asks for is answered any more. */
export class Dead extends Error {
  override readonly name = 'Dead';
}

/** A store whose server dies at a given commit. The store itself lives on, for the next server. */
export function mortal(
  store: Store,
  death: Death,
): { readonly store: Store; readonly died: Promise<void>; readonly commits: () => number } {
  let commits = 0;
  let dead = false;
  let tell: () => void = () => undefined;
  const died = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const die = (): never => {
    dead = true;
    tell();
    throw new Dead();
  };
  /** The same write, unless the server dies before or after it. */
  const counted =
    <Entry, Answer>(write: (entry: Entry) => Promise<Answer>) =>
    async (entry: Entry): Promise<Answer> => {
      if (dead) throw new Dead();
      commits += 1;
      if (commits === death.commit && death.when === 'before') return die();
      const number = commits;
      const answer = await write(entry);
      if (number === death.commit) return die();
      if (dead) throw new Dead();
      return answer;
    };
  const isDead = () => dead;
  const executions = guard(store.executions, isDead, {
    append: counted((entry: Append) => store.executions.append(entry)),
  });
  const retryBatches = guard(store.retryBatches, isDead, {
    append: counted((entry: RetryBatchAppend) => store.retryBatches.append(entry)),
  });
  const tasks = guard(store.tasks, isDead, {});
  const outbox = guard(store.outbox, isDead, {});
  return {
    store: { ...store, executions, retryBatches, tasks, outbox },
    died,
    commits: () => commits,
  };
}

/** The same port, whose every call fails once its user is dead. */
function guard<Port extends object>(port: Port, dead: () => boolean, instead: Partial<Port>): Port {
  return new Proxy(port, {
    get(target, name) {
      const replacement = Reflect.get(instead, name);
      if (replacement !== undefined) return replacement;
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: readonly unknown[]) => {
        if (dead()) throw new Dead();
        return method.apply(target, args);
      };
    },
  });
}
