import type { Json } from '@reprise/core';
import type { SecretReference, TaskText, Value } from '@reprise/core/expression';

/** A secret as people see it: the expression that names it, never its value (I10). */
const secretName = ({ secret }: SecretReference): string => `<+secrets.getValue("${secret}")>`;

/** A value as JSON, secrets by reference. */
export function plainValue(value: Value): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(plainValue);
  if (isSecret(value)) return secretName(value.reference);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner)]));
}

/** The text of a task, secrets by reference. */
export const plainText = (text: TaskText): string =>
  typeof text === 'string'
    ? text
    : text.map((part) => (typeof part === 'string' ? part : secretName(part))).join('');

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Only the engine makes these: outputs of steps are texts, and lists and objects of them. */
function isSecret(
  value: Value & object,
): value is { readonly kind: 'secret'; readonly reference: SecretReference } {
  if (!('kind' in value) || value.kind !== 'secret' || !('reference' in value)) return false;
  const { reference } = value;
  return typeof reference === 'object' && reference !== null && 'secret' in reference;
}
