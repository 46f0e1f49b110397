import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadAdapter } from './support/load-adapter.ts';

describe('the adapter of another system', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-adapter-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const moduleOf = async (code: string): Promise<string> => {
    const path = join(folder, 'adapter.mjs');
    await writeFile(path, code);
    return path;
  };

  test('is what its module exports', async () => {
    const path = await moduleOf(
      "export const adapter = { name: 'theirs', open: async () => null };",
    );
    expect(await loadAdapter(path)).toMatchObject({ name: 'theirs' });
  });

  test('is not asked for when no module is named', async () => {
    expect(await loadAdapter(undefined)).toBeNull();
  });

  test('is missed with a sentence that says what to export', async () => {
    const path = await moduleOf("export const adapter = { name: 'theirs' };");
    await expect(loadAdapter(path)).rejects.toThrow(
      /exports no `adapter` with a `name` and `open`/,
    );
  });
});
