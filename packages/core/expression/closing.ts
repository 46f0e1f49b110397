import { type Token, tokenAt } from './scanner.ts';

/** How far to look for the `>` that would close an expression when another `>` stands before it. */
const lookahead = 1_000;
const signsBeforeValue: ReadonlySet<string> = new Set(['(', '[', '-', '!']);

/**
 * Whether `>` or `>=` can be meant as a comparison although it could close `<+ … >`. For `>` a blank stands before it
 * and a value after it; for both another `>` comes later that can close.
 */
export function couldCompare(source: string, sign: Token): boolean {
  if (sign.text === '>') {
    const before = source[sign.start - 1] ?? '';
    const after = tokenAt(source, sign.end);
    const valueFollows = after.kind !== 'sign' || signsBeforeValue.has(after.text);
    if (before.trim() !== '' || !valueFollows) return false;
  }
  return closesAfter(source, sign.end);
}

/** Whether a `>` follows that no `<+` in between needs for itself. */
function closesAfter(source: string, position: number): boolean {
  const end = Math.min(source.length, position + lookahead);
  let open = 0;
  for (let at = position; at < end; at++) {
    if (source.startsWith('<+', at)) open += 1;
    else if (source[at] === '>') {
      if (open === 0) return true;
      open -= 1;
    }
  }
  return false;
}
