import inputSet from './input-set.schema.json' with { type: 'json' };
import pipeline from './pipeline.schema.json' with { type: 'json' };
import type { SchemaDocument, SchemaKind } from './schema-of.ts';
import template from './template.schema.json' with { type: 'json' };

/** The JSON Schemas for editors, as `schemaOf` learnt them from the examples of test/schema (`UPDATE_SCHEMA=1`). */
export const SCHEMAS: Readonly<Record<SchemaKind, SchemaDocument>> = {
  pipeline,
  template,
  'input-set': inputSet,
};
