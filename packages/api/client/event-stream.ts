/** Reading server-sent events, by the rules of the HTML standard's "event stream interpretation". */
import type * as z from 'zod/mini';

/** One event as it was sent. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
  /** The id of this event or the last one before it that had one; empty when none had. */
  readonly id: string;
}

/** The events of a stream as they arrive. Comments and events without data are passed over. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void, undefined> {
  const gather = new EventGatherer();
  const decoder = new TextDecoder();
  const cut = new LineCutter();
  for await (const chunk of body) {
    for (const line of cut.take(decoder.decode(chunk, { stream: true }))) {
      const event = gather.take(line);
      if (event !== null) yield event;
    }
  }
}

/**
 * Cuts what arrives into lines. Each piece is looked through once: the line of a large event comes in many, and looking
 * through all of it again for each would take longer than everything else that is done with it.
 */
class LineCutter {
  /** The line that has not ended yet. */
  #begun: string[] = [];
  /** A carriage return at the very end may be half of a CRLF: it waits for what follows. */
  #held = '';

  take(piece: string): readonly string[] {
    const text = this.#held + piece;
    this.#held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - this.#held.length).split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? '';
    const [first, ...others] = lines;
    if (first === undefined) {
      this.#begun.push(rest);
      return [];
    }
    const whole = [...this.#begun, first].join('');
    this.#begun = [rest];
    return [whole, ...others];
  }
}

/** Collects the lines of one event until the empty line that ends it. */
class EventGatherer {
  #event = '';
  #data: string[] = [];
  #id = '';

  take(line: string): ServerSentEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.#id = value;
    return null;
  }

  #dispatch(): ServerSentEvent | null {
    const event = { event: this.#event || 'message', data: this.#data.join('\n'), id: this.#id };
    const hasData = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    return hasData ? event : null;
  }
}

/**
 * The events of an answer, each with its data parsed as JSON and by `schema`. An event of a kind that the schema does
 * not know is passed over: a newer server may tell more.
 */
export async function* parseEvents<Schema extends z.ZodMiniType>(
  response: Response,
  schema: Schema,
): AsyncGenerator<z.output<Schema>, void, undefined> {
  if (response.body === null) return;
  for await (const { event, data } of readEvents(response.body)) {
    const parsed = schema.safeParse({ event, data: jsonOrNull(data) });
    if (parsed.success) yield parsed.data;
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
