import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { CHECKOUT } from '../support/server-process.ts';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const WEB = join(CHECKOUT, 'dist/web');
const LIMIT = 160 * 1024;

async function manifest(): Promise<Readonly<Record<string, Chunk>>> {
  return JSON.parse(await readFile(join(WEB, '.vite/manifest.json'), 'utf8'));
}

/** The files that a page needs: its own and all that they import, each once. */
function filesOf(chunks: Readonly<Record<string, Chunk>>, names: readonly string[]): Set<string> {
  const files = new Set<string>();
  const add = (name: string): void => {
    const chunk = chunks[name];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const other of chunk.imports ?? []) add(other);
  };
  for (const name of names) add(name);
  return files;
}

test('no page needs more than 160 KB of gzipped JavaScript to show itself', async () => {
  const chunks = await manifest();
  const entries = Object.keys(chunks).filter((name) => chunks[name]?.isEntry === true);
  const pages = Object.keys(chunks).filter((name) => name.endsWith('-page.tsx'));
  expect(entries).toHaveLength(1);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) {
    let size = 0;
    for (const file of filesOf(chunks, [...entries, page])) {
      size += gzipSync(await readFile(join(WEB, file))).length;
    }
    expect(size, page).toBeLessThanOrEqual(LIMIT);
  }
});
