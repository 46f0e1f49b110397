/** A reply of any kind: a handler's own type says which. */
export interface LooseReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly document?: unknown;
  readonly text?: string;
  readonly bytes?: AsyncIterable<Uint8Array> | Uint8Array<ArrayBuffer>;
}

/** The reply as an HTTP answer. `over` is called when a stream has ended, or its reader has gone away. */
export function respond(
  { status = 200, headers = {}, ...reply }: LooseReply,
  over: () => void,
): Response {
  const init = { status, headers };
  if (reply.text !== undefined) {
    return status === 204
      ? new Response(null, init)
      : new Response(reply.text, {
          status,
          headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
        });
  }
  if (reply.bytes instanceof Uint8Array) return new Response(reply.bytes, init);
  if (reply.bytes !== undefined) return new Response(streamOf(reply.bytes, over), init);
  return Response.json(reply.document, init);
}

/** Pulled piece by piece, at the pace of the reader; a reader that goes away ends the iteration. */
function streamOf(pieces: AsyncIterable<Uint8Array>, over: () => void): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const next = await iterator.next();
        if (next.done !== true) return controller.enqueue(next.value);
        controller.close();
      } catch (error) {
        controller.error(error);
      }
      over();
    },
    cancel: async () => {
      over();
      await iterator.return?.();
    },
  });
}
