/** Writing server-sent events. */

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  // Proxies that collect an answer before they pass it on would hold back what has to be seen now.
  'x-accel-buffering': 'no',
} as const;

/** How long a stream may be silent before a comment says that it is still there. */
const HEARTBEAT = 15_000;
const COMMENT = ': still here\n\n';

interface EventParts {
  readonly event?: string;
  readonly id?: string;
  /** May have several lines. */
  readonly data: string;
}

/** One event as text. */
export const serverSentEvent = ({ event, id, data }: EventParts): string =>
  [
    ...(event === undefined ? [] : [`event: ${event}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
    '\n',
  ].join('\n');

/** The events as bytes, with a comment whenever nothing was said for a while. */
export async function* withHeartbeat(
  events: AsyncGenerator<string, void, undefined>,
  interval: number = HEARTBEAT,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  try {
    let next = events.next();
    for (;;) {
      const first = await within(next, interval);
      if (first === 'silence') {
        yield encoder.encode(COMMENT);
        continue;
      }
      if (first.done === true) return;
      yield encoder.encode(first.value);
      next = events.next();
    }
  } finally {
    await events.return();
  }
}

async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value | 'silence'> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), ms);
    timer.unref();
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
