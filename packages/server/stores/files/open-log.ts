import { constants } from 'node:fs';
import { access, type FileHandle, mkdir, open } from 'node:fs/promises';
import type { LogPath } from './log-path.ts';

/** A log file that is open for reading and writing. */
export interface OpenLog {
  readonly handle: FileHandle;
  /** Bytes in the file. After a crash in the middle of an append that is where the next append goes on. */
  size: number;
  closed: boolean;
}

/** Logs hold what scripts print: they are for the server's own user. */
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const { O_RDWR, O_CREAT } = constants;
/** Windows has no such flag. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Opens the log, and creates it when there is none. */
export async function createLog(path: LogPath): Promise<OpenLog> {
  await mkdir(path.folder, { recursive: true, mode: PRIVATE_FOLDER });
  return openLog(path, O_RDWR | O_CREAT | NO_FOLLOW);
}

/** Opens the log; null when there is none. */
export async function findLog(path: LogPath): Promise<OpenLog | null> {
  try {
    return await openLog(path, O_RDWR | NO_FOLLOW);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function openLog(path: LogPath, flags: number): Promise<OpenLog> {
  const handle = await open(path.file, flags, PRIVATE_FILE);
  try {
    const { size } = await handle.stat();
    return { handle, size, closed: await exists(path.closedMark) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws when the disk takes only a part: the log's true size is then in the file alone. */
export async function addBytes(log: OpenLog, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const rest = bytes.length - written;
    written += (await log.handle.write(bytes, written, rest, log.size + written)).bytesWritten;
  }
  log.size += bytes.length;
}

export async function readBytes(log: OpenLog, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, log.size) - from));
  let filled = 0;
  while (filled < bytes.length) {
    const rest = bytes.length - filled;
    const { bytesRead } = await log.handle.read(bytes, filled, rest, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );

/**
 * Marks the log as closed. Its bytes reach the disk first: until now its delegate could have sent them again, and from
 * now on nobody will.
 */
export async function markClosed(path: LogPath, log: OpenLog): Promise<void> {
  if (log.size > 0) await log.handle.datasync();
  const mark = await open(path.closedMark, 'w', PRIVATE_FILE);
  await mark.close();
  log.closed = true;
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
