/** What a JSON Schema says may stand at a path of a document. */
import type { Place } from './place-in-yaml.ts';

export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const BRANCHES = ['allOf', 'anyOf', 'oneOf'];
const DEEPEST = 20;

/**
 * The schema with its references followed and its branches laid open: one for each thing that may stand here. What is
 * said of maps of another `type` is left out, once the type is known.
 */
function opened(
  root: JsonSchema,
  schema: JsonSchema,
  type: string | undefined,
  depth = 0,
): readonly JsonSchema[] {
  if (depth > DEEPEST) return [];
  const referred = typeof schema['$ref'] === 'string' ? target(root, schema['$ref']) : null;
  const branches = BRANCHES.flatMap((keyword) => listOf(schema[keyword]));
  const consequence = schema['then'];
  const applies = isSchema(consequence) && appliesTo(schema['if'], type) ? [consequence] : [];
  const inside = [...(referred === null ? [] : [referred]), ...branches, ...applies];
  return [schema, ...inside.flatMap((each) => opened(root, each, type, depth + 1))];
}

/** Whether a condition on the `type` of a map may hold. */
function appliesTo(condition: unknown, type: string | undefined): boolean {
  const properties = isSchema(condition) ? condition['properties'] : undefined;
  const wanted = isSchema(properties) ? properties['type'] : undefined;
  const constant = isSchema(wanted) ? wanted['const'] : undefined;
  return type === undefined || constant === undefined || constant === type;
}

const listOf = (value: unknown): readonly JsonSchema[] =>
  Array.isArray(value) ? value.filter(isSchema) : [];

function target(root: JsonSchema, reference: string): JsonSchema | null {
  if (!reference.startsWith('#/')) return null;
  const found = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (isSchema(at) && Object.hasOwn(at, key) ? at[key] : null), root);
  return isSchema(found) ? found : null;
}

/** All that may stand at the end of a path. */
export function schemasAt(root: JsonSchema, path: readonly Place[]): readonly JsonSchema[] {
  let at = opened(root, root, undefined);
  for (const { part, type } of path) {
    at = at
      .flatMap((schema) => below(schema, part))
      .flatMap((schema) => opened(root, schema, type));
  }
  return at;
}

function below(schema: JsonSchema, part: string | number): readonly JsonSchema[] {
  const { properties, items, additionalProperties } = schema;
  if (typeof part === 'number') return isSchema(items) ? [items] : [];
  const own = isSchema(properties) && Object.hasOwn(properties, part) ? properties[part] : null;
  if (isSchema(own)) return [own];
  return isSchema(additionalProperties) ? [additionalProperties] : [];
}

/** The keys that a map may have here, each with what is said of it. */
export function keysOf(schemas: readonly JsonSchema[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const { properties } of schemas) {
    if (!isSchema(properties)) continue;
    for (const [key, value] of Object.entries(properties)) {
      const said = isSchema(value) ? value['description'] : undefined;
      keys.set(key, typeof said === 'string' ? said : (keys.get(key) ?? ''));
    }
  }
  return keys;
}

/** The values that may stand here, where only some may. */
export function valuesOf(schemas: readonly JsonSchema[]): readonly string[] {
  const values = schemas.flatMap((schema) => {
    const { type } = schema;
    const all = Array.isArray(schema['enum']) ? schema['enum'] : [];
    const constant = 'const' in schema ? [schema['const']] : [];
    return [...all, ...constant, ...(type === 'boolean' ? [true, false] : [])];
  });
  return [...new Set(values.map(String))];
}
