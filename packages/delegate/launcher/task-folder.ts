import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from './durable-file.ts';
import { parseJson } from './json-lines.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { ProcessResult } from './protocol.ts';
import { isRecord, parseResult } from './protocol-parser.ts';

/**
 * `tasks/<name>/` in the work folder is all that is kept of a task: `task.json` (what it is, and its process),
 * `log.jsonl` (its output) and `result.json` (how it ended). The folder is made, exclusively, before the process: that
 * it exists is the proof that the task was started once (I3). It goes away when the server has the result.
 *
 * Nothing in it is synced to the disk, which would cost more than all the rest of a short step. What has been written
 * survives the death of every process of ours; after a loss of power boot-record.ts makes up for it.
 */
export const tasksFolder = (workFolder: string): string => join(workFolder, 'tasks');

/** The folder of one task. Its name is a digest: ids come from outside and are no paths. */
export function taskFolder(workFolder: string, task: string): string {
  return join(tasksFolder(workFolder), taskFolderName(task));
}

export const taskFolderName = (task: string): string =>
  createHash('sha256').update(task).digest('hex').slice(0, 40);

export const logFile = (folder: string): string => join(folder, 'log.jsonl');

/** Claims a task: makes its folder, or answers false when there is one. */
export function claimTask(workFolder: string, task: string): boolean {
  try {
    mkdirSync(taskFolder(workFolder, task), { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** A task and the process that was started for it, which leads a process group. */
export interface StartedTask {
  readonly taskId: string;
  readonly token: string;
  readonly leader: ProcessIdentity;
}

export function writeStarted(folder: string, { taskId, token, leader }: StartedTask): void {
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ taskId, token, ...leader }), {
    mode: 0o600,
  });
}

/** What was started; null when nothing was recorded, and then no line of a script has run. */
export function readStarted(folder: string): StartedTask | null {
  const { taskId, token, pid, startTime } = readJson(join(folder, 'task.json')) ?? {};
  if (typeof taskId !== 'string' || typeof token !== 'string') return null;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 1) return null;
  const leader = { pid, startTime: typeof startTime === 'string' ? startTime : null };
  return { taskId, token, leader };
}

export const writeResult = (folder: string, result: ProcessResult): void =>
  writeWhole(join(folder, 'result.json'), JSON.stringify(result));

/** How the task ended; null when it has not, or when nobody was there to see it. */
export function readResult(folder: string): ProcessResult | null {
  const value = readJson(join(folder, 'result.json'));
  return value === null ? null : parseResult(value);
}

function readJson(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = parseJson(readFileSync(path, 'utf8'));
    return isRecord(value) ? value : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
