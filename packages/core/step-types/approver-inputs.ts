import { type Text, unreachable } from '@reprise/core';
import { checkPattern, Pattern } from '@reprise/core/expression';
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
import type { ApproverInput, InputValidator } from './model/index.ts';

const inputName = fixed('a name', '_', ({ text: { text: name } }) =>
  /^[a-zA-Z_][a-zA-Z0-9_.$-]{0,127}$/.test(name) ? name : undefined,
);

const VALIDATORS = {
  allowedValues: 'one-of',
  selectOneFrom: 'one-of',
  selectManyFrom: 'many-of',
} as const;

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
  const isKnown = !defaultValue.text.includes('<+') && defaultValue.text !== '';
  const wrong = isKnown && validator ? objectionTo(validator, defaultValue.text) : null;
  if (wrong !== null) {
    report.error('bad-value', `The default value will not do: ${wrong}.`, defaultValue.at);
  }
  return {
    name,
    defaultValue,
    ...(required === true && { required }),
    ...given('validator', validator),
  };
};

function readValidator(fields: Fields, node: YamlNode): InputValidator | undefined {
  const pattern = fields.optional('regex', regex);
  const found: InputValidator[] = pattern === undefined ? [] : [{ kind: 'pattern', pattern }];
  for (const [key, kind] of Object.entries(VALIDATORS)) {
    const list = fields.optional(key, values);
    if (list !== undefined) found.push({ kind, values: list });
  }
  if (found.length > 1) {
    const message =
      'An input has at most one of regex, allowedValues, selectOneFrom, selectManyFrom.';
    fields.report.error('bad-entry', message, node.at);
  }
  return found[0];
}

const regex: Reader<string> = (node, report) => {
  const read = text(node, report);
  if (read === undefined) return undefined;
  const checked = checkPattern(read.text);
  if (checked.ok) return read.text;
  const { message, isJava } = checked.error;
  if (isJava) report.unsupported('unsupported-expression', `${message}.`, node.at);
  else report.error('bad-value', `${message}.`, node.at);
  return undefined;
};

/** A list, or one text with commas. */
const values: Reader<readonly string[]> = (node, report) => {
  if (node.kind === 'scalar') return split(node.text.text);
  return listOf(fixed('a value', '', (scalar) => scalar.text.text))(node, report);
};

const split = (said: string): readonly string[] => said.split(',').map((part) => part.trim());

/** `approverInputs` of an approval. */
export const approverInputs = namedList('input of the approver', readInput);

/** Why an approver's value does not pass; null when it does. */
export function objectionTo(validator: InputValidator, value: string): string | null {
  switch (validator.kind) {
    case 'one-of':
      return validator.values.includes(value)
        ? null
        : `it must be one of ${validator.values.join(', ')}`;
    case 'many-of':
      return split(value).every((part) => validator.values.includes(part))
        ? null
        : `it must be some of ${validator.values.join(', ')}, with commas between them`;
    case 'pattern':
      return matches(validator.pattern, value)
        ? null
        : `it must match the pattern ${validator.pattern}`;
    default:
      return unreachable(validator);
  }
}

/** What one value may cost to match: people type these, and a server must not stop for one. */
const BUDGET = 10_000_000;

function matches(source: string, value: string): boolean {
  let left = BUDGET;
  const pattern = Pattern.compile(source, (characters) => {
    left -= characters;
    return left >= 0;
  });
  const answer = pattern.ok ? pattern.value.matches(value) : pattern;
  return answer.ok && answer.value;
}
