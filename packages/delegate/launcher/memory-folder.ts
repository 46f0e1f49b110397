import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';
import { parseJson } from './json-lines.ts';
import { isRecord } from './protocol-parser.ts';
import { ownFolder, runtimeFolder } from './runtime-folder.ts';

/*
 * What is written for each step goes to a folder in memory where the system has one: on a disk each change of a folder
 * and each use of a pipe is written down in a journal, and every fsync beside it (the database's) waits for that.
 *
 * Memory is lost with the machine, with a container, or when somebody clears it. A task that was started would then
 * look like one that never was. So the folder carries a random number, and the file `memory.json` in the work folder
 * tells the number; where the two do not fit together, the next folder gets another number, and whoever remembers the
 * old one knows that records were lost (boot-record.ts). A launcher that ends in order moves all records to the disk
 * and says so in the file: then nothing was lost, and the number stays.
 */

/** Memory that looks like a folder, where Linux has it. */
const MEMORY = '/dev/shm';

const NUMBER = /^[0-9a-f]{16}$/;

interface Pointer {
  readonly number: string;
  /** False when everything was moved to the disk and nothing need be there. */
  readonly inUse: boolean;
}

/** The records of tasks in a memory folder. */
export const recordsFolder = (memory: string): string => join(memory, 'tasks');

/** The pipes that wait for their use. */
export const pipesFolder = (memory: string): string => join(memory, 'pipes');

/** The memory folder of this work folder: the one that there is, or a new one. For the launcher that has the lock. */
export function openMemory(workFolder: string): string {
  const known = readPointer(workFolder);
  const number = known !== null && !isLost(workFolder, known) ? known.number : newNumber();
  if (number !== known?.number || !known.inUse) {
    writePointer(workFolder, { number, inUse: true });
    if (known !== null) rmSync(pathOf(workFolder, known.number), { recursive: true, force: true });
  }
  const memory = ownFolder(pathOf(workFolder, number));
  for (const folder of [recordsFolder(memory), pipesFolder(memory)])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  return memory;
}

/** Where the memory folder of this work folder is, or was; null when there never was one. */
export function memoryOf(workFolder: string): string | null {
  const known = readPointer(workFolder);
  return known === null ? null : pathOf(workFolder, known.number);
}

/**
 * Gives the memory back. Everything that was in it must be on the disk, unless somebody has removed the work folder:
 * then nobody will ask.
 */
export function closeMemory(workFolder: string, memory: string): void {
  const known = readPointer(workFolder);
  if (known !== null) writePointer(workFolder, { ...known, inUse: false });
  rmSync(memory, { recursive: true, force: true });
}

const isLost = (workFolder: string, { number, inUse }: Pointer): boolean =>
  inUse && !existsSync(recordsFolder(pathOf(workFolder, number)));

const newNumber = (): string => randomBytes(8).toString('hex');

function pathOf(workFolder: string, number: string): string {
  try {
    accessSync(MEMORY, constants.W_OK);
  } catch {
    return join(runtimeFolder(workFolder), `memory-${number}`);
  }
  return join(MEMORY, `reprise-${number}`);
}

const pointerFile = (workFolder: string): string => join(workFolder, 'memory.json');

const writePointer = (workFolder: string, pointer: Pointer): void =>
  writeDurably(pointerFile(workFolder), JSON.stringify(pointer));

/** Null in a new work folder, and when the file is damaged: then nothing is known of what was before. */
function readPointer(workFolder: string): Pointer | null {
  try {
    const value = parseJson(readFileSync(pointerFile(workFolder), 'utf8'));
    if (!isRecord(value)) return null;
    const { number, inUse } = value;
    if (typeof number !== 'string' || !NUMBER.test(number)) return null;
    return { number, inUse: inUse !== false };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
