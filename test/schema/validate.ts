import type { Json } from '@reprise/core';

type JsonMap = { readonly [key: string]: Json };

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const mapAt = (schema: JsonMap, key: string): JsonMap => {
  const value = schema[key];
  return isMap(value) ? value : {};
};
const listAt = (schema: JsonMap, key: string): readonly Json[] => {
  const value = schema[key];
  return Array.isArray(value) ? value : [];
};

const textAt = (schema: JsonMap, key: string): string => {
  const value = schema[key];
  return typeof value === 'string' ? value : '';
};

/** Whether a value fits a schema, by the words of JSON Schema that ours use; an unknown word is an error. */
export function fits(root: Json, value: Json, schema: Json = root): boolean {
  if (!isMap(schema)) return true;
  return Object.keys(schema).every((word) => {
    if (SAY_NOTHING.has(word)) return true;
    const check = WORDS[word];
    if (check === undefined) throw new Error(`The schema uses "${word}", which is not checked.`);
    return check(schema, value, (inner, part) => fits(root, part, inner), root);
  });
}

/** Words that refuse nothing by themselves; `then` goes with `if`. */
const SAY_NOTHING = new Set(['$schema', 'title', 'definitions', 'then']);

type Check = (
  schema: JsonMap,
  value: Json,
  test: (schema: Json, value: Json) => boolean,
  root: Json,
) => boolean;

const WORDS: Readonly<Record<string, Check>> = {
  $ref: (schema, value, test, root) => {
    const name = textAt(schema, '$ref').replace('#/definitions/', '');
    const definition = isMap(root) ? mapAt(root, 'definitions')[name] : undefined;
    if (definition === undefined) throw new Error(`There is no definition ${name}.`);
    return test(definition, value);
  },
  type: ({ type }, value) => (Array.isArray(type) ? type : [type]).includes(typeOf(value)),
  const: (schema, value) => schema['const'] === value,
  pattern: (schema, value) =>
    typeof value !== 'string' || new RegExp(textAt(schema, 'pattern')).test(value),
  anyOf: (schema, value, test) => listAt(schema, 'anyOf').some((one) => test(one, value)),
  allOf: (schema, value, test) => listAt(schema, 'allOf').every((one) => test(one, value)),
  if: (schema, value, test) =>
    !test(schema['if'] ?? true, value) || test(schema['then'] ?? true, value),
  required: (schema, value) =>
    !isMap(value) ||
    listAt(schema, 'required').every((key) => typeof key === 'string' && Object.hasOwn(value, key)),
  properties: (schema, value, test) =>
    !isMap(value) ||
    Object.entries(mapAt(schema, 'properties')).every(
      ([key, inner]) => !Object.hasOwn(value, key) || test(inner, value[key] ?? null),
    ),
  additionalProperties: (schema, value) =>
    !isMap(value) ||
    Object.keys(value).every((key) => Object.hasOwn(mapAt(schema, 'properties'), key)),
  items: (schema, value, test) =>
    !Array.isArray(value) || value.every((item: Json) => test(schema['items'] ?? true, item)),
};

const typeOf = (value: Json): string => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
};
