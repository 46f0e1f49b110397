import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes the file hold `text` in one step: whoever reads it finds all of the old text or all of the new. */
export function writeWhole(path: string, text: string): void {
  const half = `${path}.new`;
  writeFileSync(half, text, { mode: 0o600 });
  renameSync(half, path);
}

/** `writeWhole` that a loss of power does not undo. */
export function writeDurably(path: string, text: string): void {
  const half = `${path}.new`;
  writeFileSync(half, text, { mode: 0o600, flush: true });
  renameSync(half, path);
  syncFolder(dirname(path));
}

/** Waits until the names in this folder would survive a loss of power. */
export function syncFolder(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
