import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asDelegateId, type DelegateId } from '@reprise/core';
import { syncFolder } from './launcher/durable-file.ts';
import { parseJson } from './launcher/json-lines.ts';
import { isRecord } from './launcher/protocol-parser.ts';
import { tasksFolder } from './launcher/task-records.ts';

/**
 * The id of the delegate that works in this folder, made on the first call. It lives and dies with the folder, because
 * the folder is what the delegate knows of its tasks.
 */
export function delegateIdOf(workFolder: string): DelegateId {
  mkdirSync(tasksFolder(workFolder), { recursive: true, mode: 0o700 });
  const path = join(workFolder, 'delegate.json');
  const known = readId(path);
  if (known !== null) return known;
  const draft = join(workFolder, `delegate-${randomUUID()}.draft`);
  writeFileSync(draft, JSON.stringify({ delegateId: randomUUID() }), { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    // Another delegate was faster in this folder: then its id is the folder's.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(workFolder);
  const made = readId(path);
  if (made === null)
    throw new Error(`${path} does not hold a delegate's id. Remove the file and start again.`);
  return made;
}

function readId(path: string): DelegateId | null {
  try {
    const value = parseJson(readFileSync(path, 'utf8'));
    const id = isRecord(value) ? value['delegateId'] : null;
    return typeof id === 'string' && id !== '' ? asDelegateId(id) : null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
