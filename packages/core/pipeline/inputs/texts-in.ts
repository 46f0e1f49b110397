import type { Text } from '@reprise/core';

/** Conditions, and texts about what a task will answer: they are read as expressions, which a value is not. */
const EXPRESSIONS: ReadonlySet<string> = new Set(['assertion', 'outputs', 'condition']);

/** The texts of a part of the model whose values may be given when the turn of their element has come. */
export function textsIn(part: unknown): ReadonlySet<Text> {
  const found = new Set<Text>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isText(value)) found.add(value);
    else for (const [key, inner] of Object.entries(value)) if (!EXPRESSIONS.has(key)) visit(inner);
  };
  visit(part);
  return found;
}

const isText = (value: object): value is Text =>
  'text' in value && typeof value.text === 'string' && 'at' in value;
