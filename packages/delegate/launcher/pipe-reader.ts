import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** How long a pipe must be silent, after its process ended, for its output to count as complete. */
const QUIET_MS = 100;
/** How many such whiles a background process may go on talking before its words no longer count. */
const MOST_WHILES = 20;

/** All pipes are read into this one buffer: what is read is used up before the next read. */
const BUFFER = Buffer.alloc(64 * 1024);

/** The reading end of a process's pipe: hands each chunk to `onChunk`, and can be held back. */
export class PipeReader {
  readonly #socket: Socket;
  readonly #ended: Promise<void>;
  #onChunk: (chunk: Buffer) => void;
  #chunks = 0;
  #open = true;

  /** `onChunk` must not keep the chunk: its memory is used again. */
  constructor(fd: number, onChunk: (chunk: Buffer) => void) {
    this.#onChunk = onChunk;
    const onread: OnReadOpts = {
      buffer: BUFFER,
      callback: (size) => {
        this.#chunks += 1;
        this.#onChunk(BUFFER.subarray(0, size));
        return true;
      },
    };
    const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
      fd,
      readable: true,
      writable: false,
      onread,
    };
    this.#socket = new Socket(options);
    this.#ended = new Promise((resolve) => {
      const end = () => {
        this.#open = false;
        resolve();
      };
      this.#socket.on('close', end);
      // A pipe that cannot be read is a pipe that ended.
      this.#socket.on('error', end);
    });
    this.#socket.resume();
  }

  /** Resolves at the end of the file: every process that could write has closed its end. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Chunks so far: tells whether anything came in a while. */
  get chunks(): number {
    return this.#chunks;
  }

  get paused(): boolean {
    return this.#socket.isPaused();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** Reads on and throws away, so that a process left in the background can go on writing. */
  discard(): void {
    this.#onChunk = () => undefined;
    this.#socket.resume();
  }
}

/**
 * Waits, after their process ended, until the pipes have given what was written to them: to the end of the file, or,
 * when a process left in the background keeps them open, until they are quiet.
 */
export async function drained(readers: readonly PipeReader[]): Promise<void> {
  const allEnded = Promise.all(readers.map((reader) => reader.ended));
  for (let whiles = 0; whiles < MOST_WHILES; ) {
    const before = chunksOf(readers);
    await Promise.race([allEnded, wait(QUIET_MS)]);
    if (readers.every((reader) => !reader.isOpen)) return;
    // After a stall of this process the timer fires before the pipes are looked at: give them their turn.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    const heldBack = readers.some((reader) => reader.paused);
    if (!heldBack && chunksOf(readers) === before) return;
    if (!heldBack) whiles += 1;
  }
}

const chunksOf = (readers: readonly PipeReader[]): number =>
  readers.reduce((sum, reader) => sum + reader.chunks, 0);

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
