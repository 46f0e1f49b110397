import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { parseJson } from './json-lines.ts';
import { recordsFolder } from './memory-folder.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { ProcessResult } from './protocol.ts';
import { isRecord, parseResult } from './protocol-parser.ts';

const RECORD = '.json';
const LOG = '.log';
const LOGIN = '.login';
/** What `writeDurably` leaves when it is cut off. */
const HALF = '.json.new';

/** `tasks/` in the work folder: the logs, and the records that must outlive the memory of the machine. */
export const tasksFolder = (workFolder: string): string => join(workFolder, 'tasks');

/** What the files of a task are called. A digest, because ids come from outside and are no paths. */
export const fileNameOf = (task: string): string =>
  createHash('sha256').update(task).digest('hex').slice(0, 40);

/** The output of a task; the file is made with its first byte. */
export const logFile = (workFolder: string, task: string): string =>
  join(tasksFolder(workFolder), `${fileNameOf(task)}${LOG}`);

/** Where the process of a task keeps a login to a registry, for as long as it pulls an image. */
export const loginFolder = (workFolder: string, task: string): string =>
  join(tasksFolder(workFolder), `${fileNameOf(task)}${LOGIN}`);

/** A task and the process that was started for it, which leads a process group. */
export interface StartedTask {
  readonly taskId: string;
  readonly token: string;
  readonly leader: ProcessIdentity;
}

/** What is known of a task that was claimed. */
export interface TaskRecord {
  /** Null when no process was recorded, and then no line of a script has run. */
  readonly started: StartedTask | null;
  /** How it ended; null when it has not, or when nobody was there to see it. */
  readonly result: ProcessResult | null;
}

/**
 * One record for each task: a line with its process, and, when that has ended, a line with its result. The file is
 * made, exclusively, before the process: that it exists is the proof that the task was started once (I3). It goes away
 * when the server has the result.
 *
 * A record is in memory (memory-folder.ts) while all is well, and goes to the disk when it may have to wait for a
 * delegate. Who looks for one looks in memory first: that is the way it moves.
 */
export class TaskRecords {
  readonly #disk: string;
  readonly #memory: string;

  constructor(workFolder: string, memory: string) {
    this.#disk = tasksFolder(workFolder);
    this.#memory = recordsFolder(memory);
  }

  /** Whether the task was ever claimed. */
  has(task: string): boolean {
    const file = fileNameOf(task) + RECORD;
    return existsSync(join(this.#memory, file)) || existsSync(join(this.#disk, file));
  }

  /** Claims a task that is to run as a process: makes its record, or answers null when there is one. */
  claim(task: string): OpenRecord | null {
    const file = fileNameOf(task) + RECORD;
    const disk = join(this.#disk, file);
    if (existsSync(disk)) return null;
    // The memory of the machine may be cleared while we work. Until the next start the disk is used then.
    const path = existsSync(this.#memory) ? join(this.#memory, file) : disk;
    const fd = createIn(path);
    return fd === null ? null : new OpenRecord(fd, path, disk);
  }

  /** Claims a task on the disk, with nothing known of it; false when there is a record of it already. */
  claimOnDisk(task: string): boolean {
    if (this.has(task)) return false;
    const fd = createIn(join(this.#disk, fileNameOf(task) + RECORD));
    if (fd === null) return false;
    closeSync(fd);
    return true;
  }

  /** The record of a task by its file name; null when there is none. */
  read(name: string): TaskRecord | null {
    const memory = readOrNull(join(this.#memory, name + RECORD));
    const disk = readOrNull(join(this.#disk, name + RECORD));
    return memory === null && disk === null ? null : parseRecord(`${memory ?? ''}${disk ?? ''}`);
  }

  /** The names of all tasks of which there is anything. */
  names(): readonly string[] {
    const files = [...readdirSync(this.#disk), ...namesIn(this.#memory)];
    return [...new Set(files.map((file) => file.slice(0, file.indexOf('.'))))];
  }

  /** Forgets a task that has run as it should: its record is in one place, and there is a log or not. */
  async remove(task: string, hasLog: boolean): Promise<void> {
    const file = fileNameOf(task);
    if (!unlinked(join(this.#memory, file + RECORD))) unlinked(join(this.#disk, file + RECORD));
    if (hasLog) await rm(join(this.#disk, file + LOG), { force: true });
  }

  /** Removes the login of a task whose process has ended: one that was killed could not do it itself (I10). */
  removeLogin(task: string): void {
    rmSync(join(this.#disk, fileNameOf(task) + LOGIN), { force: true, recursive: true });
  }

  /** Forgets a task of which anything may be left. */
  async removeAll(name: string): Promise<void> {
    unlinked(join(this.#memory, name + RECORD));
    for (const kind of [RECORD, HALF, LOG, LOGIN])
      await rm(join(this.#disk, name + kind), { force: true, recursive: true });
  }

  /** Moves what is in memory to the disk, so that a loss of power does not take it; `except` stays. */
  moveToDisk(except: ReadonlySet<string>): void {
    for (const file of namesIn(this.#memory)) {
      const name = file.slice(0, -RECORD.length);
      if (!except.has(name)) moveFile(join(this.#memory, file), join(this.#disk, file));
    }
  }
}

/** The record of a task that runs, in the hands of who supervises it. */
export class OpenRecord {
  readonly #fd: number;
  readonly #path: string;
  readonly #disk: string;

  /** `path` is where the file is, `disk` where it goes when it has to wait. */
  constructor(fd: number, path: string, disk: string) {
    this.#fd = fd;
    this.#path = path;
    this.#disk = disk;
  }

  /** To be called before the process gets the first byte of its input. */
  started({ taskId, token, leader }: StartedTask): void {
    appendLine(this.#fd, { taskId, token, ...leader });
  }

  /** Keeps the result until the server has it. On the disk when the memory does not take it. */
  ended(result: ProcessResult): void {
    try {
      appendLine(this.#fd, result);
    } catch {
      writeDurably(this.#disk, `${JSON.stringify(result)}\n`);
    } finally {
      closeSync(this.#fd);
    }
  }

  /** After `ended`, when nobody has heard of the result: from here on it survives a loss of power. */
  moveToDisk(result: ProcessResult): void {
    if (moveFile(this.#path, this.#disk)) return;
    // Somebody has cleared the memory of the machine meanwhile.
    if (!existsSync(this.#disk)) writeDurably(this.#disk, `${JSON.stringify(result)}\n`);
  }
}

/** A new file's descriptor, or null when there is a file. */
function createIn(path: string): number | null {
  try {
    return openSync(path, 'ax', 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return null;
    throw error;
  }
}

function appendLine(fd: number, value: unknown): void {
  const line = Buffer.from(`${JSON.stringify(value)}\n`, 'utf8');
  if (writeSync(fd, line) < line.length) throw new Error('The memory is full.');
}

/** Lines that were not written to their end do not parse, and say nothing. */
function parseRecord(text: string): TaskRecord {
  const lines = text.split('\n').map(parseJson).filter(isRecord);
  return {
    started: lines.map(parseStarted).find((started) => started !== null) ?? null,
    result: lines.map(parseResult).find((result) => result !== null) ?? null,
  };
}

function parseStarted(value: Readonly<Record<string, unknown>>): StartedTask | null {
  const { taskId, token, pid, startTime } = value;
  if (typeof taskId !== 'string' || typeof token !== 'string') return null;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return null;
  const leader = { pid, startTime: typeof startTime === 'string' ? startTime : null };
  return { taskId, token, leader };
}

/** Answers false when there is nothing to move. */
function moveFile(from: string, to: string): boolean {
  const text = readOrNull(from);
  if (text === null) return false;
  const there = from === to ? null : readOrNull(to);
  writeDurably(to, `${text}${there ?? ''}`);
  if (from !== to) unlinked(from);
  return true;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Removes a file; false when there is none. */
function unlinked(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null;
