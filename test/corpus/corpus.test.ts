import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readEntry } from './support/model.ts';
import { play } from './support/play.ts';
import { openSite, type Site } from './support/site.ts';

const here = new URL('./', import.meta.url);
const entries = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, folder: new URL(`${name}/`, here) }))
  .filter(({ folder }) => existsSync(new URL('expected.json', folder)))
  .map(({ name, folder }) => ({ name, folder, entry: readEntry(folder) }));

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

/** One after the other: they share the tools that note what was called. */
describe('pipelines as teams write them lint clean and run', () => {
  it('are at least forty', () => {
    expect(entries.length).toBeGreaterThanOrEqual(40);
  });

  test.each(entries)('$name: $entry.about', async ({ folder, entry }) => {
    await play(site, folder, entry);
  });
});
