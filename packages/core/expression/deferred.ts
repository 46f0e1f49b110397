import { ok, type Result } from '@reprise/core';
import { evaluateCondition, evaluateText } from './evaluate.ts';
import { memberOf } from './member.ts';
import { type ExpressionError, type Found, type Lookup, Unavailable, type Value } from './model.ts';
import { type Reference, referencesOf } from './references.ts';
import { parseCondition, parseText } from './template.ts';
import { isNamespace, isSecret } from './value.ts';

/**
 * A text of the pipeline's author that speaks of something which only a task will know (the answer of an HTTP call), on
 * its way to that task: with the values, as of now, of all other names that it uses. Those values are data, there too.
 */
export interface DeferredText {
  readonly text: string;
  readonly kind: 'text' | 'condition';
  readonly known: Readonly<Record<string, Value>>;
}

/** What is to be put off: the text, how it is read, and the names that the task will know. */
export interface Deferral {
  readonly text: string;
  readonly kind: DeferredText['kind'];
  readonly later: readonly string[];
}

/** Puts a text off; refused when one of the other names in it has no value, or leads to a secret (I10). */
export function deferText(
  { text, kind, later }: Deferral,
  lookup: Lookup,
): Result<DeferredText, ExpressionError> {
  const template = kind === 'condition' ? parseCondition(text) : parseText(text);
  if (!template.ok) return template;
  const known = new Branch();
  const shortestFirst = referencesOf(template.value).toSorted(
    (one, other) => one.path.length - other.path.length,
  );
  for (const reference of shortestFirst) {
    const [root] = reference.path;
    // A name that nobody knows may be a function's (`json.select(…)`); if it is not, the evaluation says so.
    if (root === undefined || later.includes(root.name) || lookup(root.name) === undefined)
      continue;
    const found = follow(reference, lookup);
    if (!found.ok) return found;
    known.put(
      reference.path.map(({ name }) => name),
      found.value,
    );
  }
  return ok({ text, kind, known: known.record() });
}

/** The value of a text that was put off, now that the rest is known. */
export function evaluateDeferred(
  { text, kind, known }: DeferredText,
  values: Readonly<Record<string, Value>>,
): Result<Value, ExpressionError> {
  const lookup: Lookup = (name) => own(values, name) ?? own(known, name);
  const evaluated =
    kind === 'condition' ? evaluateCondition(text, lookup) : evaluateText(text, lookup);
  return evaluated.ok ? ok(evaluated.value.value) : evaluated;
}

const own = (record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function follow({ path, start, end }: Reference, lookup: Lookup): Result<Value, ExpressionError> {
  const place = { offset: start, length: end - start };
  const name = path.map((part) => part.name).join('.');
  const fault = (code: ExpressionError['code'], message: string) =>
    ({ ok: false, error: { code, message, ...place } }) as const;
  const [root, ...rest] = path;
  let found: Found | undefined = root && lookup(root.name);
  for (const part of rest) {
    const answer = memberOf(found ?? null, part.name);
    if (answer.kind === 'fault') return fault(answer.code, answer.message);
    if (answer.kind !== 'found') return fault('undefined-variable', `${name} is not defined`);
    found = answer.found;
  }
  if (isSecret(found)) return fault('type', `${name} is a secret, which cannot be used here`);
  if (found === undefined) return fault('undefined-variable', `${name} is not defined`);
  if (found instanceof Unavailable) return fault(found.code, found.message);
  if (isNamespace(found)) {
    return fault('type', `${name} cannot be used here: name one of its values in full`);
  }
  return ok(found);
}

/** Values under paths, as nested data. A value that is there already holds all that is below it. */
class Branch {
  readonly #members = new Map<string, Branch | { readonly value: Value }>();

  put([name, ...rest]: readonly string[], value: Value): void {
    if (name === undefined) return;
    const member = this.#members.get(name);
    if (rest.length === 0) {
      if (member === undefined) this.#members.set(name, { value });
      return;
    }
    const branch = member ?? new Branch();
    this.#members.set(name, branch);
    if (branch instanceof Branch) branch.put(rest, value);
  }

  record(): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      [...this.#members].map(([name, member]) => [
        name,
        member instanceof Branch ? member.record() : member.value,
      ]),
    );
  }
}
