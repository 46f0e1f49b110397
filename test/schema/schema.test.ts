import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Json } from '@reprise/core';
import {
  SCHEMA_KINDS,
  SCHEMAS,
  type SchemaDocument,
  type SchemaKind,
  schemaOf,
} from '@reprise/core/pipeline';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { problemsOf, validFiles } from './corpus.ts';
import { fits } from './validate.ts';

const BAD = new URL('../scenarios/bad-input/', import.meta.url);
/** What is wrong with the structure of a file, as against its words and references. */
const STRUCTURAL = new Set(['unknown-key', 'missing-key']);

const valueOf = (yaml: string): Json => parse(yaml, { logLevel: 'silent', merge: true }) as Json;

function update(kind: SchemaKind, schema: SchemaDocument): void {
  const file = new URL(`../../packages/core/pipeline/schema/${kind}.schema.json`, import.meta.url);
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
}

describe.each(SCHEMA_KINDS)('the schema of a %s', (kind) => {
  const files = validFiles(kind);

  test('is what the readers say (UPDATE_SCHEMA=1 npx vitest run test/schema && npx biome format --write packages/core)', () => {
    const learnt = schemaOf(kind, files);
    if (process.env['UPDATE_SCHEMA'] === '1') update(kind, learnt);
    else expect(SCHEMAS[kind]).toEqual(learnt);
  });

  test('takes every valid file', () => {
    expect(files.length).toBeGreaterThan(1);
    for (const yaml of files) expect(fits(SCHEMAS[kind], valueOf(yaml)), yaml).toBe(true);
  });

  test('takes none of them with a key misspelt at its top', () => {
    for (const yaml of files) {
      const misspelt = yaml.replace(/^( *)identifier:/m, '$1identifer:');
      if (misspelt === yaml) continue;
      expect(problemsOf(kind, misspelt).length, misspelt).toBeGreaterThan(0);
      expect(fits(SCHEMAS[kind], valueOf(misspelt)), misspelt).toBe(false);
    }
  });
});

test('a pipeline with unknown or missing keys does not fit', () => {
  // An alias of itself is no value at all.
  const files = readdirSync(BAD).filter((name) => name !== 'alias-of-itself');
  const structural = files.flatMap((name) => {
    const yaml = readFileSync(new URL(`${name}/pipeline.yaml`, BAD), 'utf8');
    const found = problemsOf('pipeline', yaml).some(({ code }) => STRUCTURAL.has(code));
    return found ? [{ name, yaml }] : [];
  });
  expect(structural.length).toBeGreaterThan(3);
  const taken = structural.filter(({ yaml }) => fits(SCHEMAS.pipeline, valueOf(yaml)));
  expect(taken.map(({ name }) => name)).toEqual([]);
});
