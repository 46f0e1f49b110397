import { choice, fieldsOf, fixed, type Reader } from '../yaml/index.ts';
import type { OutputAlias } from './model/index.ts';

const key = fixed('a key of letters, digits and _', '_', ({ text: { text } }) =>
  /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/.test(text) ? text : undefined,
);

/** `outputAlias` of a step: its outputs under a name of their own. */
export const readOutputAlias: Reader<OutputAlias> = (node, report) => {
  const fields = fieldsOf(node, 'an output alias', report);
  if (fields === undefined) return undefined;
  const name = fields.required('key', key);
  const scope = fields.required('scope', choice('Pipeline', 'Stage', 'StepGroup'));
  fields.end();
  return name === undefined || scope === undefined ? undefined : { key: name, scope };
};
