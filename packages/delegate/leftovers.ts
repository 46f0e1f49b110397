import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TaskId } from '@reprise/core';
import { killGroup } from './launcher/process-identity.ts';
import { readResult, readStarted, taskFolderName, tasksFolder } from './launcher/task-folder.ts';
import type { LauncherLink } from './launcher-link.ts';

/**
 * Ends and removes every task of this folder that is not one of `ours`: the server has given it up, so its result
 * counts no more. The folders are looked at before this function first waits: tasks that start later are safe.
 */
export async function forgetOthers(
  workFolder: string,
  ours: readonly TaskId[],
  link: LauncherLink,
): Promise<void> {
  const ourNames = new Set(ours.map(taskFolderName));
  const running = new Map([...link.running].map((task) => [taskFolderName(task), task]));
  const others = readdirSync(tasksFolder(workFolder)).filter((name) => !ourNames.has(name));
  await Promise.all(
    others.map((name) => forget(join(tasksFolder(workFolder), name), running.get(name), link)),
  );
}

async function forget(folder: string, task: TaskId | undefined, link: LauncherLink): Promise<void> {
  if (task !== undefined) {
    link.stop(task, 'abort');
    await link.ended(task, () => undefined);
    link.takeResult(task);
  }
  const started = readStarted(folder);
  // Without a result nobody saw its end: the launcher died, perhaps just now.
  if (started !== null && readResult(folder) === null) killGroup(started.leader, started.taskId);
  await rm(folder, { recursive: true, force: true });
}
