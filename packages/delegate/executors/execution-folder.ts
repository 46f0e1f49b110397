import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { partsOfTaskId, type TaskId } from '@reprise/core';
import type { FileTask } from '@reprise/core/step-types';
import { folderNameOf, workRoot } from '../workspaces/folder-names.ts';

/**
 * The working folder of a task on this delegate, made when missing: its workspace's, or else the execution's. The steps
 * that share it find what an earlier one left, as long as they run on this delegate; steps of other executions never see
 * it.
 */
export async function executionFolder(
  workFolder: string,
  task: TaskId,
  { workspace }: FileTask,
): Promise<string> {
  const { execution } = partsOfTaskId(task);
  const folder = join(workRoot(workFolder), folderNameOf(execution, workspace ?? null));
  // All but the first step of an execution find it.
  if (!existsSync(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
