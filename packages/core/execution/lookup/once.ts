import { type Found, Unavailable } from '@reprise/core/expression';
import type { LookupContext } from './context.ts';

/** What is worked out at most once for one evaluation, and refused when it needs itself. `what` names it in messages. */
export function once(
  context: LookupContext,
  { id, what }: { readonly id: string; readonly what: string },
  evaluate: () => Found,
): Found {
  const known = context.variables.get(id);
  if (known !== undefined) return known;
  if (context.evaluating.has(id)) {
    return new Unavailable('self-reference', `${what} refers to itself through its own value`);
  }
  context.evaluating.add(id);
  const value = evaluate();
  context.variables.set(id, value);
  return value;
}
