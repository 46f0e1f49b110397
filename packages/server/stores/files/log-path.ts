import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TaskId } from '@reprise/core';

/** Where the log of a task lies: a folder for each execution, and in it a file for each attempt. */
export interface LogPath {
  readonly folder: string;
  readonly file: string;
  /** Exists once the log is closed. */
  readonly closedMark: string;
}

const READABLE_LENGTH = 60;
const DIGEST_LENGTH = 24;

/**
 * A task id comes from outside. Nothing of it reaches a path but letters, digits, `_` and `-`; the digest of the whole id
 * keeps two ids apart that read alike, also where the file system does not tell case.
 */
export function logPath(root: string, task: TaskId): LogPath {
  const [execution = ''] = task.split('/', 1);
  const folder = join(root, fileName(execution, execution));
  const file = join(folder, fileName(task.slice(execution.length + 1), task));
  return { folder, file: `${file}.log`, closedMark: `${file}.closed` };
}

/** What a person can read of `text`, and the digest of `identity`. */
function fileName(text: string, identity: string): string {
  const readable = text.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(-READABLE_LENGTH);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, DIGEST_LENGTH);
  return `${readable}.${digest}`;
}
