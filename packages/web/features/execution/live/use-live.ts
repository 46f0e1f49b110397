import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type Connection, followExecution } from '../../../api/live.ts';
import { type ExecutionContext, ExecutionStore } from './store.ts';

interface Live {
  readonly context: ExecutionContext;
  readonly connection: Connection;
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
      onConnection: store.setConnection,
    });
    return () => stop.abort();
  }, [store, org, project, execution]);
  return { context, connection: useSyncExternalStore(store.watch, store.connection) };
}
