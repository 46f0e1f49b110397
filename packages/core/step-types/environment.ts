import type { Result } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import { choice, fieldsOf, fixed, namedList, type Reader, text } from '../yaml/index.ts';
import type { EnvironmentVariable, OutputVariable } from './model/index.ts';
import type { TextsInTurn } from './texts.ts';

/** What shells take for the name of a variable. It is pasted into the wrapper of the script, so nothing else passes. */
export const variableName = fixed(
  'the name of a shell variable',
  '_',
  ({ text: { text: name } }) => (/^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/.test(name) ? name : undefined),
);

/** What an output may be called. */
export const outputName = fixed(
  'a name of letters, digits, _, . and -',
  '_',
  ({ text: { text: name } }) => (/^[a-zA-Z_][a-zA-Z0-9_.$-]{0,127}$/.test(name) ? name : undefined),
);

/** A map of names and texts, `envVariables` for one. Each name is made by `nameOf`, or refused with its reason. */
export const textMap =
  (what: string, nameOf: (key: string) => Result<string, string>): Reader<EnvironmentVariable[]> =>
  (node, report) => {
    const fields = fieldsOf(node, what, report);
    if (fields === undefined) return undefined;
    const read: EnvironmentVariable[] = [];
    for (const [key, { keyAt, value }] of fields.map.entries) {
      const name = nameOf(key);
      const said = text(value, report);
      if (!name.ok) report.error('bad-value', name.error, keyAt);
      else if (said !== undefined) read.push({ name: name.value, value: said });
    }
    return read;
  };

/** `outputVariables` whose `value`, the variable that is read, is the name when it is not given. */
const outputVariable: Reader<OutputVariable> = (node, report) => {
  const fields = fieldsOf(node, 'an output variable', report);
  if (fields === undefined) return undefined;
  const name = fields.required('name', variableName);
  const type = fields.optional('type', choice('String', 'Number', 'Secret'));
  const variable = fields.optional('value', variableName) ?? name;
  fields.ignore('description');
  fields.end();
  if (name === undefined || variable === undefined) return undefined;
  return { name, variable, secret: type === 'Secret' };
};

export const runOutputs = namedList('output variable', outputVariable);

/** The variables with their values, by name. */
export const environmentOf = (
  variables: readonly EnvironmentVariable[],
  turn: TextsInTurn,
): Readonly<Record<string, TaskText>> =>
  Object.fromEntries(variables.map(({ name, value }) => [name, turn.taskText(value)]));
