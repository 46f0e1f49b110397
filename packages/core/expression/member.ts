import { type ExpressionErrorCode, type Found, Unavailable } from './model.ts';
import { isData, isList, isNamespace, isSecret, ownMember } from './value.ts';

/** What a key leads to, or why to nothing. */
export type MemberAnswer =
  | { readonly kind: 'found'; readonly found: Found }
  /** Nothing of that name; `names` are those that there are. */
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  | { readonly kind: 'no-parts' }
  | { readonly kind: 'fault'; readonly code: ExpressionErrorCode; readonly message: string };

/** The part of a value or namespace under a key. Own keys of plain data only: no prototype is ever looked at. */
export function memberOf(object: Found, key: string): MemberAnswer {
  if (object instanceof Unavailable) {
    return { kind: 'fault', code: object.code, message: object.message };
  }
  // What is defined and not reached yet has no parts yet either.
  if (object === null) return { kind: 'found', found: null };
  if (isNamespace(object)) return answer(object.get(key), () => object.keys());
  if (isSecret(object)) return { kind: 'fault', code: 'type', message: 'a secret has no parts' };
  if (isList(object)) {
    return answer(/^\d{1,9}$/.test(key) ? object[Number(key)] : undefined, () => []);
  }
  if (isData(object)) return answer(ownMember(object, key), () => Object.keys(object));
  return { kind: 'no-parts' };
}

function answer(found: Found | undefined, names: () => readonly string[]): MemberAnswer {
  return found === undefined ? { kind: 'missing', names: names() } : { kind: 'found', found };
}
