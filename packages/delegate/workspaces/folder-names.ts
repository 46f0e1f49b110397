import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { asExecutionId, type ExecutionId } from '@reprise/core';

const SAFE_NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** What no id begins with that stands in a name as it is. */
const DIGESTED = '~';

/** Where the folders of executions and their workspaces are. */
export const workRoot = (workFolder: string): string => join(workFolder, 'work');

/** What the folder of an execution is called, or that of one of its workspaces, with the digest of its name. */
export const folderNameOf = (execution: ExecutionId, workspace: string | null): string =>
  workspace === null ? nameOf(execution) : `${nameOf(execution)}.${digestOf(workspace)}`;

/** Whether the folder is the execution's or that of any of its workspaces. */
export const belongsTo = (folder: string, execution: ExecutionId): boolean =>
  folder === nameOf(execution) || folder.startsWith(`${nameOf(execution)}.`);

/** The execution that a folder belongs to; null when its name does not tell. */
export function executionIn(folder: string): ExecutionId | null {
  const [name = ''] = folder.split('.');
  return SAFE_NAME.test(name) ? asExecutionId(name) : null;
}

/** An execution id comes from outside: one that is no plain name is replaced by its digest. */
const nameOf = (execution: ExecutionId): string =>
  SAFE_NAME.test(execution) ? execution : `${DIGESTED}${digestOf(execution)}`;

const digestOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 40);
