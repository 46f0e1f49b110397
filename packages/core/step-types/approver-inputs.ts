import type { Text } from '@reprise/core';
import {
  boolean,
  type Fields,
  fieldsOf,
  fixed,
  given,
  listOf,
  namedList,
  type Reader,
  text,
  type YamlNode,
} from '../yaml/index.ts';
import type { ApproverInput, InputValidator } from './model.ts';

const inputName = fixed('a name', '_', ({ text: { text: name } }) =>
  /^[a-zA-Z_][a-zA-Z0-9_.$-]{0,127}$/.test(name) ? name : undefined,
);

const VALIDATORS = {
  allowedValues: 'one-of',
  selectOneFrom: 'one-of',
  selectManyFrom: 'many-of',
} as const satisfies Readonly<Record<string, InputValidator['kind']>>;

const readInput: Reader<ApproverInput<Text>> = (node, report) => {
  const fields = fieldsOf(node, 'an input of the approver', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', inputName);
  const defaultValue = fields.optional('defaultValue', text) ?? { text: '', at: node.at };
  const required = fields.optional('required', boolean);
  const validator = readValidator(fields, node);
  fields.ignore('description');
  fields.end();
  if (name === undefined) return undefined;
  const { kind } = validator ?? {};
  const isKnown = !defaultValue.text.includes('<+') && defaultValue.text !== '';
  if (validator !== undefined && isKnown && objectionTo(validator, defaultValue.text) !== null) {
    const message = `The default value is not ${kind === 'one-of' ? 'one' : 'some'} of ${validator.values.join(', ')}.`;
    report.error('bad-value', message, defaultValue.at);
  }
  return {
    name,
    defaultValue,
    ...(required === true && { required }),
    ...given('validator', validator),
  };
};

function readValidator(fields: Fields, node: YamlNode): InputValidator | undefined {
  fields.unsupported('regex');
  const found: InputValidator[] = [];
  for (const [key, kind] of Object.entries(VALIDATORS)) {
    const list = fields.optional(key, values);
    if (list !== undefined) found.push({ kind, values: list });
  }
  if (found.length + (fields.has('regex') ? 1 : 0) > 1) {
    const message =
      'An input has at most one of regex, allowedValues, selectOneFrom, selectManyFrom.';
    fields.report.error('bad-entry', message, node.at);
  }
  return found[0];
}

/** A list, or one text with commas. */
const values: Reader<readonly string[]> = (node, report) => {
  if (node.kind === 'scalar') return split(node.text.text);
  return listOf(fixed('a value', '', (scalar) => scalar.text.text))(node, report);
};

const split = (said: string): readonly string[] => said.split(',').map((part) => part.trim());

/** `approverInputs` of an approval. */
export const approverInputs = namedList('input of the approver', readInput);

/** Why an approver's value does not pass; null when it does. */
export function objectionTo(
  { kind, values: allowed }: InputValidator,
  value: string,
): string | null {
  const parts = kind === 'one-of' ? [value] : split(value);
  if (parts.every((part) => allowed.includes(part))) return null;
  return kind === 'one-of'
    ? `it must be one of ${allowed.join(', ')}`
    : `it must be some of ${allowed.join(', ')}, with commas between them`;
}
