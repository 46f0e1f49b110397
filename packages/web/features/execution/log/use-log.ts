import { useEffect, useRef, useState } from 'react';
import { scopeOf } from '../../../api/scope.ts';
import { answerOf, server } from '../../../api/server.ts';
import { nodeIdOf } from '../live/node-id.ts';
import { type ExecutionContext, useExecution, useModel } from '../live/store.ts';
import { LogDocument, type LogSource } from './log-document.ts';

export interface OpenLog {
  readonly document: LogDocument | null;
  readonly error: unknown;
}

/** The log of one try of a node, as it grows. Whoever asks is drawn again when there is more. */
export function useLog(node: string, attempt: number): OpenLog {
  const context = useExecution();
  const [, redraw] = useState(0);
  const open = useRef<OpenLog & { readonly key: string }>({ key: '', document: null, error: null });
  const key = `${node} ${attempt}`;
  const growth = useModel(({ logs }) => logs.get(nodeIdOf(context, node)));
  const size = growth?.attempt === attempt ? growth.size : 0;
  useEffect(() => {
    const document = new LogDocument(
      sourceOf(context, node, attempt),
      () => redraw((drawn) => drawn + 1),
      (error) => {
        open.current = { key, document, error };
        redraw((drawn) => drawn + 1);
      },
    );
    open.current = { key, document, error: null };
    document.grow(0);
    return () => {
      open.current = { key: '', document: null, error: null };
    };
  }, [context, node, attempt, key]);
  useEffect(() => {
    open.current.document?.grow(size);
  }, [size, key]);
  return open.current.key === key ? open.current : { document: null, error: null };
}

/** Where the server keeps the log of one try. */
export function sourceOf(context: ExecutionContext, node: string, attempt: number): LogSource {
  const path = { execution: context.execution };
  const query = { ...scopeOf(context), node: nodeIdOf(context, node), attempt };
  const piece = async (from: number, to: number): Promise<Uint8Array> =>
    (await answerOf(server.readLog({ path, query: { ...query, from, to } }))).bytes;
  return {
    index: () => answerOf(server.indexLog({ path, query })),
    // One answer has a limit: what is longer comes in several.
    read: async (from, to) => {
      const pieces: Uint8Array[] = [];
      for (let at = from; at < to; ) {
        const bytes = await piece(at, to);
        if (bytes.length === 0) break;
        pieces.push(bytes);
        at += bytes.length;
      }
      return joined(pieces);
    },
  };
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first !== undefined && pieces.length === 1) return first;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
