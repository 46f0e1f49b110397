import { existsSync, readdirSync } from 'node:fs';
import { describe, test } from 'vitest';
import { record } from '../histories/history.ts';
import { play } from './support/play.ts';
import { readScenario } from './support/scenario.ts';

const here = new URL('./', import.meta.url);
const scenarios = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ name, folder: new URL(`${name}/`, here) }))
  .filter(({ folder }) => existsSync(new URL('expected.json', folder)))
  .map(({ name, folder }) => ({ name, ...readScenario(folder) }));

/** With RECORD_HISTORIES=<version> the streams are kept, for every later version to replay. */
const version = process.env['RECORD_HISTORIES'];

describe('the living specification', () => {
  test.each(scenarios)('$scenario.behaviour', async ({ name, scenario, yaml, stored }) => {
    const { behaviour } = scenario;
    await play(scenario, { yaml, stored }, async (workshop, chain) => {
      if (version !== undefined) await record(version, { name, behaviour }, workshop, chain);
    });
  });
});
