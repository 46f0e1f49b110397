import type { OutlineMessage } from '@reprise/api';
import { reach } from './reach.ts';
import { type ProjectParams, scopeOf } from './scope.ts';
import { server } from './server.ts';
import { ServerProblem } from './server-problem.ts';

interface Watch {
  readonly where: ProjectParams;
  readonly execution: string;
  readonly signal: AbortSignal;
  readonly onMessage: (message: OutlineMessage) => void;
  /** The server refuses to tell of it. */
  readonly onRefused: (error: ServerProblem) => void;
}

/** How listening ended: a stream that was lost is taken up again. */
type Outcome =
  | { readonly kind: 'lost' | 'over' }
  | { readonly kind: 'refused'; readonly error: ServerProblem };

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

/** Follows an execution to its end. A stream that breaks off is taken up again after the last change that was seen. */
export async function followExecution(watch: Watch): Promise<void> {
  let seen: number | undefined;
  let pause = FIRST_PAUSE;
  while (!watch.signal.aborted) {
    const outcome = await listen(watch, seen, (message) => {
      pause = FIRST_PAUSE;
      if (message.event === 'change') seen = message.data.version;
    });
    if (watch.signal.aborted) return;
    if (outcome.kind === 'refused') watch.onRefused(outcome.error);
    if (outcome.kind !== 'lost') return;
    await waiting(pause, watch.signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/** Listens until the stream ends, and says how it did. */
async function listen(
  watch: Watch,
  seen: number | undefined,
  note: (message: OutlineMessage) => void,
): Promise<Outcome> {
  const { where, execution, onMessage } = watch;
  const line = untilOffline(watch.signal);
  const { signal } = line;
  try {
    const answer = await server.watchOutline({
      path: { execution },
      query: scopeOf(where),
      signal,
      ...(seen !== undefined && { lastEventId: String(seen) }),
    });
    if (!answer.ok) {
      const { httpStatus } = answer.error;
      if (httpStatus >= 500) {
        reach.silent();
        return { kind: 'lost' };
      }
      return { kind: 'refused', error: new ServerProblem(answer.error) };
    }
    for await (const message of answer.value) {
      note(message);
      onMessage(message);
      if (message.event === 'end') return { kind: 'over' };
    }
    return { kind: 'lost' };
  } catch {
    // The network's failures come as exceptions; the pages say it, and it is tried again.
    return { kind: 'lost' };
  } finally {
    line.release();
  }
}

/** A machine that leaves its network may not hear of it by the stream, which is then silent for ever. */
function untilOffline(signal: AbortSignal) {
  const line = new AbortController();
  const hangUp = (): void => line.abort();
  signal.addEventListener('abort', hangUp);
  window.addEventListener('offline', hangUp);
  return {
    signal: line.signal,
    release: () => {
      signal.removeEventListener('abort', hangUp);
      window.removeEventListener('offline', hangUp);
    },
  };
}

/** Resolves after a while, or when `signal` aborts, or as soon as the machine is in a network again. */
const waiting = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    window.addEventListener('online', done);
  });
