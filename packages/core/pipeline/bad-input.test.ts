import { readdirSync, readFileSync } from 'node:fs';
import type { Problem } from '@reprise/core';
import { expect, it } from 'vitest';
import { parsePipeline } from './parse-pipeline.ts';

interface Expected {
  readonly parsed: boolean;
  readonly problems: readonly Problem[];
}

const folder = new URL('../../../test/scenarios/bad-input/', import.meta.url);
const cases = readdirSync(folder);

it.each(cases)('%s: every problem is found at its place', (name) => {
  const yaml = readFileSync(new URL(`${name}/pipeline.yaml`, folder), 'utf8');
  const expected: Expected = JSON.parse(
    readFileSync(new URL(`${name}/expected.json`, folder), 'utf8'),
  );
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual(expected.problems);
  expect(pipeline !== null).toBe(expected.parsed);
});

it('there are cases', () => {
  expect(cases.length).toBeGreaterThan(30);
});
