import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { play } from './support/play.ts';
import { readScenario } from './support/scenario.ts';

const here = new URL('./', import.meta.url);
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => new URL(`${entry.name}/`, here))
  .filter((folder) => existsSync(new URL('expected.json', folder)))
  .map((folder) => readScenario(folder));

describe('the living specification', () => {
  test.each(folders)('$scenario.behaviour', async ({ scenario, yaml }) => {
    await play(scenario, yaml);
  });
});
