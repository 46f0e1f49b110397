import { ok, refused } from '@reprise/core';
import { SCHEMAS, type SchemaKind } from '@reprise/core/pipeline';
import { refusal } from '../../use-cases/refusals.ts';
import type { Handlers } from '../handler.ts';
import { success } from '../replies.ts';

/** The words by which clients ask, in lower case. */
const KINDS: ReadonlyMap<string, SchemaKind> = new Map([
  ['pipeline', 'pipeline'],
  ['pipelines', 'pipeline'],
  ['template', 'template'],
  ['inputset', 'input-set'],
  ['inputsets', 'input-set'],
  ['overlayinputset', 'input-set'],
]);

/** The schemas that editors check and complete with. */
export const schemaHandlers = () =>
  ({
    yamlSchema: async ({ query: { entityType = 'Pipelines' }, context }) => {
      const kind = KINDS.get(entityType.toLowerCase());
      if (kind !== undefined) return ok(success(context)({ ...SCHEMAS[kind] }));
      const message = `There is no schema for "${entityType}": entityType is Pipelines, Template or InputSets.`;
      return refused(refusal('OBJECT_NOT_FOUND', message, { entityType }));
    },
  }) satisfies Partial<Handlers>;
