import { closeSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Writes a process's whole input into a pipe that does not block, and closes it. What the pipe takes at once, nearly
 * every script, needs no socket, which would cost more than the rest of this.
 */
export function giveInput(fd: number, input: string): void {
  const bytes = Buffer.from(input, 'utf8');
  const taken = writeAtOnce(fd, bytes);
  if (taken === bytes.length) {
    closeSync(fd);
    return;
  }
  const rest = new Socket({ fd, readable: false, writable: true });
  // The process may end, or close its standard input, without having read all of it.
  rest.on('error', () => undefined);
  rest.end(bytes.subarray(taken));
}

/** How many bytes the pipe had room for. */
function writeAtOnce(fd: number, bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  try {
    return writeSync(fd, bytes);
  } catch {
    // A full pipe, or one that nobody reads: the socket waits, or ends without a word.
    return 0;
  }
}
