import type { Json } from '@reprise/core';
import { Report, readYaml } from '../../yaml/index.ts';
import { inputSetIn } from '../input-sets/input-set-file.ts';
import { readPipeline } from '../read-pipeline.ts';
import { templateIn } from '../templates/template-file.ts';
import { type MapShape, type Shape, ShapeRecorder } from './shape-recorder.ts';

export const SCHEMA_KINDS = ['pipeline', 'template', 'input-set'] as const;
export type SchemaKind = (typeof SCHEMA_KINDS)[number];

export type SchemaDocument = Readonly<Record<string, Json>>;

/**
 * A JSON Schema (draft 7) for editors, learnt from what the readers ask for while they read these files, which must be
 * valid. It is wider than the readers: where it says no, so do they.
 */
export function schemaOf(kind: SchemaKind, yamls: readonly string[]): SchemaDocument {
  const recorder = new ShapeRecorder();
  const roots = new Map<string, readonly string[]>();
  for (const yaml of yamls) {
    const report = new Report(undefined, undefined, recorder);
    const root = readYaml(yaml, new Report());
    if (root === null) continue;
    if (kind === 'pipeline') readPipeline(root, report);
    else if (kind === 'template') templateIn(root, report);
    else inputSetIn(root, report);
    const whats = recorder.learn(root);
    roots.set(whats.join(' & '), whats);
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Harness ${kind} (v0), as Reprise reads it`,
    anyOf: [...roots.values()].map(allOf),
    definitions: {
      scalar: { type: ['string', 'number', 'boolean', 'null'] },
      expression: { type: ['string', 'null'], pattern: '^\\s*$|<\\+' },
      ...Object.fromEntries(
        [...recorder.shapes]
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([what, shape]) => [nameOf(what), mapSchema(what, shape)]),
      ),
    },
  };
}

const nameOf = (what: string): string => what.replaceAll(/[^A-Za-z0-9]+/g, '-');
const ref = (name: string): Json => ({ $ref: `#/definitions/${name}` });

function allOf(whats: readonly string[]): Json {
  const [only, ...others] = whats;
  if (only === undefined) return { type: 'object' };
  return others.length === 0
    ? ref(nameOf(only))
    : { allOf: whats.map((what) => ref(nameOf(what))) };
}

function mapSchema(what: string, { values, required, closed, specs }: MapShape): Json {
  const sorted = [...values].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const properties = sorted.map(([key, shape]): [string, Json] => [
    key,
    shape === null || (key === 'spec' && specs.size > 0) ? {} : valueSchema(shape),
  ]);
  const bySpec = [...specs]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([type, shape]): Json => ({
        if: { properties: { type: { const: type } }, required: ['type'] },
        // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and nobody awaits it
        then: { properties: { spec: valueSchema(shape) } },
      }),
    );
  return {
    title: what,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required === null || required.size === 0 ? {} : { required: [...required].toSorted() }),
    ...(closed ? { additionalProperties: false } : {}),
    ...(bySpec.length === 0 ? {} : { allOf: bySpec }),
  };
}

/** A value may be left to an expression or to a runtime input wherever the readers do not say otherwise. */
function valueSchema({ scalar, map, whats, items }: Shape): Json {
  const maps = map ? [...whats.values()].map(allOf) : [];
  const lists: readonly Json[] =
    items === null
      ? []
      : [{ type: 'array', ...(isUnknown(items) ? {} : { items: valueSchema(items) }) }];
  const all = [ref(scalar ? 'scalar' : 'expression'), ...maps, ...lists];
  return all.length === 1 ? (all[0] ?? {}) : { anyOf: all };
}

const isUnknown = ({ scalar, map, items }: Shape): boolean => !scalar && !map && items === null;
