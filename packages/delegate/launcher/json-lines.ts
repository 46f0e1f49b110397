import type { Socket } from 'node:net';

/** Longer lines than this are not messages of ours. A script, its environment and its outputs must fit. */
const LONGEST_LINE = 64 * 1024 * 1024;

const NEWLINE = 0x0a;

/** Sends one value as a line of JSON. Nothing happens when the other side is gone. */
export function sendLine(socket: Socket, value: unknown): void {
  if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
}

/**
 * Calls `onLine` with each parsed line that arrives. A line that is not JSON, or is longer than any message may be,
 * closes the socket: whoever sent it does not speak the protocol.
 */
export function readLines(socket: Socket, onLine: (value: unknown) => void): void {
  let parts: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer) => {
    size += part.length;
    if (size > LONGEST_LINE) socket.destroy();
    else parts.push(part);
  };
  const deliver = () => {
    const line = Buffer.concat(parts).toString('utf8');
    parts = [];
    size = 0;
    const value = parseJson(line);
    if (value === undefined) socket.destroy();
    else onLine(value);
  };
  socket.on('data', (chunk: Buffer) => {
    let from = 0;
    while (!socket.destroyed) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline < 0) break;
      take(chunk.subarray(from, newline));
      if (!socket.destroyed) deliver();
      from = newline + 1;
    }
    if (from < chunk.length && !socket.destroyed) take(chunk.subarray(from));
  });
}

/** The value of a JSON text, or `undefined` when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
