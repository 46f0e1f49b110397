import type { Found, Namespace, Secret, SecretReference, Value } from './model.ts';

/** Secrets are made here only: data that looks like one (an output, a payload) is data (I10). */
class SecretValue implements Secret {
  readonly kind = 'secret';
  readonly reference: SecretReference;

  constructor(identifier: string) {
    this.reference = { secret: identifier };
  }
}

type Data = { readonly [key: string]: Value };

/** The value of `<+secrets.getValue("identifier")>`. */
export const secretOf = (identifier: string): Secret => new SecretValue(identifier);

export const isSecret = (value: unknown): value is Secret => value instanceof SecretValue;

/** Data never holds functions, so nothing that a pipeline says can pass for a namespace. */
export const isNamespace = (found: Found | undefined): found is Namespace =>
  typeof found === 'object' &&
  found !== null &&
  'get' in found &&
  typeof found.get === 'function' &&
  'keys' in found &&
  typeof found.keys === 'function';

export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

export const isData = (value: Value | undefined): value is Data =>
  typeof value === 'object' && value !== null && !isList(value) && !isSecret(value);

/** Own keys only: `constructor`, `__proto__` and the like are names that nobody has defined. */
export const ownMember = (data: Data, key: string): Value | undefined =>
  Object.hasOwn(data, key) ? data[key] : undefined;

/** With what the references begin to secrets that steps publish: nothing that people name begins so. */
const PUBLISHED = 'output:';

export const publishedReference = (name: string): string => PUBLISHED + name;
export const isPublishedReference = (reference: string): boolean => reference.startsWith(PUBLISHED);

/** A secret as people see it (I10): by the expression that names it. One that a step publishes has no name for them. */
export const secretText = ({ secret }: SecretReference): string =>
  isPublishedReference(secret)
    ? '**************'
    : `<+secrets.getValue(${JSON.stringify(secret)})>`;

/** How a value is written in text: lists and objects as JSON. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (isSecret(value)) return secretText(value.reference);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}

/** What kind of value it is, for error messages. */
export function kindOf(value: Found): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'a boolean';
  if (isList(value)) return 'a list';
  return isSecret(value) ? 'a secret' : 'an object';
}

/** How many characters a value holds, its lists' places included. Secrets count for nothing: they stay references. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return value.length;
  if (isList(value)) return value.reduce((sum: number, item) => sum + 1 + sizeOf(item), 0);
  if (!isData(value)) return 1;
  return Object.entries(value).reduce((sum, [key, item]) => sum + key.length + sizeOf(item), 0);
}

/** JEXL's truth: text is true unless it is `false` or empty. Undefined for what is neither true nor false. */
export function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  if (typeof value === 'string') return value !== '' && value !== 'false';
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value);
  return undefined;
}

/** The number that a value is or spells. Undefined for all else. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value)) {
    return undefined;
  }
  return Number(value);
}
