import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { followExecution } from '../../../api/live.ts';
import type { ServerProblem } from '../../../api/server-problem.ts';
import { type ExecutionContext, ExecutionStore } from './store.ts';

interface Live {
  readonly context: ExecutionContext;
  readonly refusal: ServerProblem | null;
}

/** Follows an execution for as long as its page is shown: the one live stream of the page. */
export function useLive(org: string, project: string, execution: string): Live {
  const context = useMemo(
    () => ({ org, project, execution, store: new ExecutionStore() }),
    [org, project, execution],
  );
  const { store } = context;
  useEffect(() => {
    const stop = new AbortController();
    void followExecution({
      where: { org, project },
      execution,
      signal: stop.signal,
      onMessage: store.receive,
      onRefused: store.refuse,
    });
    return () => stop.abort();
  }, [store, org, project, execution]);
  return { context, refusal: useSyncExternalStore(store.watch, store.refusal) };
}
