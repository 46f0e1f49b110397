import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './launcher/durable-file.ts';

/*
 * Task folders are not synced to the disk. While the machine runs that makes no difference: what a process wrote is
 * there, however the process ended. When the machine loses its power, the folder of a task that was started may be
 * gone, and the task would look like one that never was. So the folder remembers the boot in which its delegate worked.
 * After another boot a task that the server says we hold, and that has no folder here, is lost (I12): it may have run.
 */

/** Whether the machine was started anew since `recordBoot` was last called for this folder. False in a new folder. */
export function isNewBoot(workFolder: string, boot: string): boolean {
  try {
    return readFileSync(bootFile(workFolder), 'utf8') !== boot;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** To be called when what an earlier boot left is marked as lost. */
export const recordBoot = (workFolder: string, boot: string): void =>
  writeDurably(bootFile(workFolder), boot);

/** What is the same until the machine starts anew. Where the system has no such thing, every call counts as a start. */
export function currentBoot(): string {
  try {
    return process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
  } catch {
    return randomUUID();
  }
}

const bootFile = (workFolder: string): string => join(workFolder, 'boot');
