import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOfTaskId, type TaskId } from '@reprise/core';

const SAFE_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The working folder of an execution's steps on this delegate, `work/<execution>/`, made when missing. All steps of the
 * execution share it, so that a later step finds what an earlier one left, as long as both run on this delegate; steps
 * of other executions never see it. An execution id comes from outside: one that is no plain name is replaced by its
 * digest.
 */
export async function executionFolder(workFolder: string, task: TaskId): Promise<string> {
  const { execution } = partsOfTaskId(task);
  const name = SAFE_NAME.test(execution)
    ? execution
    : createHash('sha256').update(execution).digest('hex').slice(0, 40);
  const folder = join(workFolder, 'work', name);
  // All but the first step of an execution find it.
  if (!existsSync(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
