import type { Append, ExecutionStore, Store } from '../../../packages/server/ports/index.ts';

/** Where a store fails: at the n-th commit and the ones right after it, before they are written, or after. */
export interface Fault {
  readonly commit: number;
  readonly when: 'before' | 'after';
  readonly times: number;
}

/** The store never fails. */
export const SOUND: Fault = { commit: Number.POSITIVE_INFINITY, when: 'before', times: 0 };

/** The database said no, or said nothing. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

/** A store that fails with an error at some of its commits, while its server lives on. */
export function failing(
  store: Store,
  { commit, when, times }: Fault,
): { readonly store: Store; readonly commits: () => number; readonly failures: () => number } {
  let commits = 0;
  let failures = 0;
  const append = async (entry: Append): ReturnType<ExecutionStore['append']> => {
    commits += 1;
    const fails = commits >= commit && commits < commit + times;
    if (fails) failures += 1;
    if (fails && when === 'before') throw new StoreFailed('nothing was written');
    const answer = await store.executions.append(entry);
    if (fails) throw new StoreFailed('it was written, and the answer was lost');
    return answer;
  };
  const executions = new Proxy(store.executions, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return { store: { ...store, executions }, commits: () => commits, failures: () => failures };
}
