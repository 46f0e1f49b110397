import type { Json } from '@reprise/core';
import {
  isPublishedReference,
  type SecretReference,
  secretText,
  type TaskText,
  type Value,
} from '@reprise/core/expression';

/** A value as JSON, secrets by reference. */
export function plainValue(value: Value): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(plainValue);
  if (isSecret(value)) return secretText(value.reference);
  if (isPublished(value)) return secretText(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner)]));
}

/** The text of a task, secrets by reference. */
export const plainText = (text: TaskText): string =>
  typeof text === 'string'
    ? text
    : text.map((part) => (typeof part === 'string' ? part : secretText(part))).join('');

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** An output of the type Secret as it is stored. */
const isPublished = (value: Value & object): value is { readonly secret: string } =>
  'secret' in value && typeof value.secret === 'string' && isPublishedReference(value.secret);

/** Only the engine makes these: outputs of steps are texts, and lists and objects of them. */
function isSecret(
  value: Value & object,
): value is { readonly kind: 'secret'; readonly reference: SecretReference } {
  if (!('kind' in value) || value.kind !== 'secret' || !('reference' in value)) return false;
  const { reference } = value;
  return typeof reference === 'object' && reference !== null && 'secret' in reference;
}
