import type { TaskId } from '@reprise/core';
import { killGroup } from './launcher/process-identity.ts';
import { fileNameOf, type TaskRecords } from './launcher/task-records.ts';
import type { LauncherLink } from './launcher-link.ts';

/**
 * Ends and removes every task of this folder that is not one of `ours`: the server has given it up, so its result
 * counts no more. The records are looked at before this function first waits: tasks that start later are safe.
 */
export async function forgetOthers(
  records: TaskRecords,
  ours: readonly TaskId[],
  link: LauncherLink,
): Promise<void> {
  const ourNames = new Set(ours.map(fileNameOf));
  const running = new Map([...link.running].map((task) => [fileNameOf(task), task]));
  const others = records.names().filter((name) => !ourNames.has(name));
  await Promise.all(others.map((name) => forget(records, name, running.get(name), link)));
}

async function forget(
  records: TaskRecords,
  name: string,
  task: TaskId | undefined,
  link: LauncherLink,
): Promise<void> {
  if (task !== undefined) {
    link.stop(task, 'abort');
    await link.ended(task, () => undefined);
    link.takeResult(task);
  }
  const record = records.read(name);
  // Without a result nobody saw its end: the launcher died, perhaps just now.
  if (record !== null && record.started !== null && record.result === null)
    killGroup(record.started.leader, record.started.taskId);
  await records.removeAll(name);
}
