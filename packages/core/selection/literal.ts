import { isList, isSecret, toText, type Value } from '@reprise/core/expression';

/**
 * A value as an expression that is worth it. Whatever the value holds is data there: quotes, line breaks and `<+ … >`
 * are text and are never evaluated. A secret stays a reference (I10).
 */
export function literalOf(value: Value): string {
  if (isSecret(value)) return `secrets.getValue(${quoted(value.reference.secret)})`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(literalOf).join(', ')}]`;
  return quoted(toText(value));
}

/** Anything that means something in an expression or in quotes is written by its number. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^ !#-;=?-[\]-~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
