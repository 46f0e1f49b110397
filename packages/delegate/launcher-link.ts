import type { Socket } from 'node:net';
import { asTaskId, type LeaseToken, type TaskId } from '@reprise/core';
import type { StopCause } from '@reprise/core/execution';
import { readLines, sendLine } from './launcher/json-lines.ts';
import {
  type Message,
  PROTOCOL_VERSION,
  type ProcessResult,
  type ProcessSpec,
  type Request,
} from './launcher/protocol.ts';
import { parseMessage } from './launcher/protocol-parser.ts';

/** Why a link was lost: its launcher died, or another delegate took it over. */
export type LinkLoss = 'launcher-gone' | 'superseded';

/** What became of a request to start. `link-lost`: the connection broke before the answer; the task's record tells. */
export type StartAnswer =
  | { readonly kind: 'started' | 'already' | 'link-lost' }
  /** Nothing runs, and nothing will. */
  | { readonly kind: 'not-started'; readonly message: string };

interface Watcher {
  onGrown(size: number): void;
  onEnd(): void;
}

/** One connection to the launcher, from its welcome to its loss. */
export class LauncherLink {
  /** The folder in which this launcher keeps the records of tasks. */
  readonly memory: string;
  /** Resolves when this connection is over. */
  readonly lost: Promise<LinkLoss>;
  readonly #socket: Socket;
  readonly #running: Set<TaskId>;
  readonly #watchers = new Map<TaskId, Watcher>();
  readonly #results = new Map<TaskId, ProcessResult>();
  readonly #starts = new Map<number, (answer: StartAnswer) => void>();
  #lastStart = 0;
  #superseded = false;
  #loss: LinkLoss | null = null;

  /**
   * Greets the launcher at the other end of a connected socket. Null when it goes away instead of answering; throws
   * when it speaks another version of the protocol.
   */
  static open(socket: Socket): Promise<LauncherLink | null> {
    return new Promise((resolve, reject) => {
      let link: LauncherLink | null = null;
      socket.once('close', () => resolve(null));
      readLines(socket, (line) => {
        const message = parseMessage(line);
        if (message === null) {
          socket.destroy(new Error('The launcher said something that is no message.'));
        } else if (link !== null) {
          link.#hear(message);
        } else if (message.event === 'welcome' && message.version === PROTOCOL_VERSION) {
          link = new LauncherLink(socket, message.memory, message.running.map(asTaskId));
          resolve(link);
        } else {
          reject(new Error(strangeWelcome(message)));
          socket.destroy();
        }
      });
      sendLine(socket, { op: 'hello', version: PROTOCOL_VERSION } satisfies Request);
    });
  }

  private constructor(socket: Socket, memory: string, running: readonly TaskId[]) {
    this.#socket = socket;
    this.memory = memory;
    this.#running = new Set(running);
    this.lost = new Promise((resolve) => {
      socket.once('close', () => resolve(this.#lose()));
    });
  }

  /** Set when this connection is over. */
  get loss(): LinkLoss | null {
    return this.#loss;
  }

  /** The tasks that run under this launcher now. */
  get running(): ReadonlySet<TaskId> {
    return this.#running;
  }

  /** Starts the task's process; `already` when it has a record (I3). */
  start(task: TaskId, token: LeaseToken, spec: ProcessSpec): Promise<StartAnswer> {
    this.#lastStart += 1;
    const id = this.#lastStart;
    return new Promise((resolve) => {
      if (this.#loss !== null) {
        resolve({ kind: 'link-lost' });
        return;
      }
      this.#starts.set(id, (answer) => {
        if (answer.kind === 'started') this.#running.add(task);
        resolve(answer);
      });
      this.#send({ op: 'start', id, taskId: task, token, spec });
    });
  }

  stop(task: TaskId, cause: StopCause): void {
    this.#send({ op: 'stop', taskId: task, cause });
  }

  /** Waits until the task does not run under this link any more. `onGrown` hears of its log's size meanwhile. */
  ended(task: TaskId, onGrown: (size: number) => void): Promise<void> {
    if (!this.#running.has(task)) return Promise.resolve();
    return new Promise((resolve) => {
      this.#watchers.set(task, { onGrown, onEnd: resolve });
    });
  }

  /** How the task ended, when this link has heard of it. Answers once. */
  takeResult(task: TaskId): ProcessResult | null {
    const result = this.#results.get(task) ?? null;
    this.#results.delete(task);
    return result;
  }

  /** Hangs up. The steps go on. */
  close(): void {
    this.#socket.destroy();
  }

  #send(request: Request): void {
    sendLine(this.#socket, request);
  }

  #hear(message: Message): void {
    switch (message.event) {
      case 'started':
        this.#answer(message.id, { kind: message.already ? 'already' : 'started' });
        break;
      case 'not-started':
        this.#answer(message.id, { kind: 'not-started', message: message.message });
        break;
      case 'grew':
        this.#watchers.get(asTaskId(message.taskId))?.onGrown(message.size);
        break;
      case 'ended':
        this.#results.set(asTaskId(message.taskId), message.result);
        this.#end(asTaskId(message.taskId));
        break;
      case 'superseded':
        this.#superseded = true;
        break;
      case 'welcome':
        break;
    }
  }

  #answer(id: number, answer: StartAnswer): void {
    const answered = this.#starts.get(id);
    this.#starts.delete(id);
    answered?.(answer);
  }

  #end(task: TaskId): void {
    this.#running.delete(task);
    const watcher = this.#watchers.get(task);
    this.#watchers.delete(task);
    watcher?.onEnd();
  }

  #lose(): LinkLoss {
    const loss = this.#superseded ? 'superseded' : 'launcher-gone';
    this.#loss = loss;
    for (const id of this.#starts.keys()) this.#answer(id, { kind: 'link-lost' });
    for (const task of this.#watchers.keys()) this.#end(task);
    return loss;
  }
}

function strangeWelcome(message: Message): string {
  if (message.event !== 'welcome') return `The launcher greeted with "${message.event}".`;
  return `The launcher (process ${message.pid}) is of another version of this program: it speaks protocol ${message.version}, this one ${PROTOCOL_VERSION}. Start that version again and let its ${message.running.length} running steps end, or end the process and lose them.`;
}
