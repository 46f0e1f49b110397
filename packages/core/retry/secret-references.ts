import { type Pipeline, secretsNamedIn } from '@reprise/core/pipeline';

/** What is known of pipelines already: a chain of retries runs one and the same. */
const known = new WeakMap<Pipeline, readonly string[]>();

/**
 * The secrets that a pipeline names, each once, as it names them: `id`, `org.id`, `account.id`. One whose name only a run
 * knows is not among them.
 */
export function secretReferencesIn(pipeline: Pipeline): readonly string[] {
  const before = known.get(pipeline);
  if (before !== undefined) return before;
  const found = new Set<string>();
  visit(pipeline, found);
  const references = [...found].toSorted();
  known.set(pipeline, references);
  return references;
}

function visit(part: unknown, found: Set<string>): void {
  if (typeof part === 'string') {
    for (const { reference } of secretsNamedIn(part)) found.add(reference);
  }
  if (typeof part !== 'object' || part === null) return;
  const variable = secretVariable(part);
  if (variable !== null) found.add(variable);
  for (const value of Object.values(part)) visit(value, found);
}

/** A variable of the type Secret is worth the secret that it names. */
function secretVariable(part: object): string | null {
  if (!('type' in part && part.type === 'Secret' && 'value' in part)) return null;
  const { value } = part;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('text' in value)) return null;
  // What holds an expression names none by itself.
  return typeof value.text === 'string' && !value.text.includes('<+') ? value.text : null;
}
