import type { Socket } from 'node:net';
import { readLines, sendLine } from './json-lines.ts';
import type { Launcher } from './launcher.ts';
import { type Message, PROTOCOL_VERSION, type Request } from './protocol.ts';
import { parseRequest } from './protocol-parser.ts';

/**
 * The connections of delegates. Only the newest one that greeted is listened to and told things: a delegate that comes
 * anew replaces the one before, because two must never act on the same tasks.
 */
export class Session {
  readonly #launcher: () => Launcher;
  readonly #memory: string;
  readonly #onLeft: () => void;
  #current: Socket | null = null;

  /** `memory` is the folder of the records; `onLeft` is called when the delegate has gone. */
  constructor(launcher: () => Launcher, memory: string, onLeft: () => void) {
    this.#launcher = launcher;
    this.#memory = memory;
    this.#onLeft = onLeft;
  }

  get connected(): boolean {
    return this.#current !== null;
  }

  /** Says something to the delegate; answers whether there is one. */
  tell(message: Message): boolean {
    if (this.#current === null) return false;
    send(this.#current, message);
    return true;
  }

  attend(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#current !== socket) return;
      this.#current = null;
      this.#onLeft();
    });
    readLines(socket, (line) => {
      const request = parseRequest(line);
      if (request === null) socket.destroy();
      else this.#perform(request, socket);
    });
  }

  #perform(request: Request, socket: Socket): void {
    if (request.op === 'hello') this.#welcome(socket);
    if (this.#current !== socket) return;
    if (request.op === 'stop') this.#launcher().stop(request.taskId, request.cause);
    if (request.op === 'start')
      void this.#launcher().start(request, (message) => send(socket, message));
  }

  #welcome(socket: Socket): void {
    const before = this.#current;
    this.#current = socket;
    if (before !== null && before !== socket) {
      send(before, { event: 'superseded' });
      before.end();
    }
    const { running } = this.#launcher();
    const { pid } = process;
    const memory = this.#memory;
    send(socket, { event: 'welcome', version: PROTOCOL_VERSION, pid, memory, running });
  }
}

const send = (socket: Socket, message: Message): void => sendLine(socket, message);
