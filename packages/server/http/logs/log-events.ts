import { serverSentEvent } from '../live/event-stream.ts';

const NEWLINE = 0x0a;

/**
 * A log as Harness's clients stream it: an event for each line, and at the end `event: error` with `eof`, which is how
 * they know that it is over.
 */
export async function* eventsOfLines(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest: readonly Uint8Array[] = [];
  for await (const chunk of bytes) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest = [...rest, chunk];
      continue;
    }
    const whole = Buffer.concat([...rest, chunk.subarray(0, end)]);
    rest = end < chunk.length ? [chunk.subarray(end)] : [];
    yield eventsOf(decoder.decode(whole));
  }
  if (rest.length > 0) yield eventsOf(decoder.decode(Buffer.concat([...rest])));
  yield serverSentEvent({ event: 'error', data: 'eof' });
}

const eventsOf = (lines: string): string =>
  lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => serverSentEvent({ data: line }))
    .join('');
