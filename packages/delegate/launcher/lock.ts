import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from './json-lines.ts';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { isRecord } from './protocol-parser.ts';

const NAME = /^launcher-(\d{1,15})\.lock$/;

/**
 * Makes this process the only launcher of the folder, or answers false when another one lives.
 *
 * Node has no file locks, and "remove the stale lock, then make mine" lets two processes in: the second removes what
 * the first has just made. So locks are numbered. The highest number rules; who finds its owner dead makes the next
 * number, which only one can (`link` fails when the name exists, and shows the whole content at once when it does not).
 * Numbers only grow, because the highest file is never removed, not even by a launcher that ends: so nobody who looked
 * at the folder long ago can make a lower number and believe in it.
 */
export function acquireLock(folder: string): boolean {
  const self = identityOf(process.pid);
  for (;;) {
    const highest = numbers(folder).at(-1) ?? 0;
    if (highest > 0 && ownerLives(lockFile(folder, highest))) return false;
    const mine = highest + 1;
    if (!create(folder, mine, self)) continue;
    for (const older of numbers(folder)) {
      if (older < mine) rmSync(lockFile(folder, older), { force: true });
    }
    return true;
  }
}

const lockFile = (folder: string, number: number): string =>
  join(folder, `launcher-${number}.lock`);

function numbers(folder: string): number[] {
  return readdirSync(folder)
    .map((name) => Number(NAME.exec(name)?.[1] ?? Number.NaN))
    .filter((number) => Number.isSafeInteger(number))
    .toSorted((a, b) => a - b);
}

function create(folder: string, number: number, owner: ProcessIdentity): boolean {
  const draft = join(folder, `lock-${owner.pid}.draft`);
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, lockFile(folder, number));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function ownerLives(path: string): boolean {
  const value = readOwner(path);
  if (!isRecord(value)) return false;
  const { pid, startTime } = value;
  if (typeof pid !== 'number') return false;
  return isAlive({ pid, startTime: typeof startTime === 'string' ? startTime : null });
}

function readOwner(path: string): unknown {
  try {
    return parseJson(readFileSync(path, 'utf8'));
  } catch {
    // Removed by the owner of a higher number, whom the next look will find.
    return null;
  }
}
