import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './launcher/durable-file.ts';

/*
 * Records of tasks are in memory, and what is on the disk is mostly not synced. While the machine runs that makes no
 * difference: what a process wrote is there, however the process ended. When the machine loses its power, or the memory
 * is lost with a container, the record of a task that was started may be gone, and the task would look like one that
 * never was. So the work folder remembers the boot and the memory folder (memory-folder.ts) that its delegate worked
 * with. With another one, a task that the server says we hold, and that has no record, is lost (I12): it may have run.
 */

/** Whether records may have been lost since `rememberRecords` was last called for this folder. False in a new folder. */
export const recordsWereLost = (workFolder: string, memory: string): boolean => {
  const known = readKnown(workFolder);
  return known !== null && known !== inWords(memory);
};

/** To be called when the tasks whose records were lost are marked as lost. */
export function rememberRecords(workFolder: string, memory: string): void {
  const words = inWords(memory);
  if (readKnown(workFolder) !== words) writeDurably(bootFile(workFolder), words);
}

const inWords = (memory: string): string => `${currentBoot()} ${memory}`;

function readKnown(workFolder: string): string | null {
  try {
    return readFileSync(bootFile(workFolder), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** What is the same until the machine starts anew. Where the system has no such thing, every call counts as a start. */
function currentBoot(): string {
  try {
    return process.platform === 'linux'
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim();
  } catch {
    return randomUUID();
  }
}

const bootFile = (workFolder: string): string => join(workFolder, 'boot');
