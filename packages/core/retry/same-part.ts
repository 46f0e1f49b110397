/**
 * Stands for a value that is not known any more: what was given for a question to a stage that a selective run left out.
 * Put in as such a value is, it stands in a text as a literal.
 */
export const UNKNOWN_VALUE = 'whatever was given';
const UNKNOWN = JSON.stringify(UNKNOWN_VALUE);

/**
 * Whether two parts of pipelines say the same: places in the YAML do not count, and where `now` has an unknown value,
 * `then` may have any.
 */
export function samePart(then: unknown, now: unknown): boolean {
  if (typeof then === 'string' && typeof now === 'string') return fits(then, now.split(UNKNOWN));
  if (!isObject(then) || !isObject(now)) return then === now;
  if (Array.isArray(then) !== Array.isArray(now)) return false;
  const before = new Map(saidBy(then));
  const after = saidBy(now);
  return (
    before.size === after.length &&
    after.every(([key, part]) => before.has(key) && samePart(before.get(key), part))
  );
}

const isObject = (part: unknown): part is object => typeof part === 'object' && part !== null;

/** What there is in a list or an object. */
const saidBy = (part: object): readonly (readonly [string, unknown])[] =>
  Object.entries(part).filter(([key, value]) => value !== undefined && !isPlace(key, value));

/** Where something stands in the YAML, and where the lines of a text were folded. A tag may be called so, too. */
function isPlace(key: string, value: unknown): boolean {
  if (key === 'at') return isObject(value) && 'line' in value && 'column' in value;
  return key === 'folds' && Array.isArray(value);
}

/** Whether a text has these pieces, one after the other, from its beginning to its end. */
function fits(text: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
