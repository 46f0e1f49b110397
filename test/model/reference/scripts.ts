import type { Step } from '@reprise/core/pipeline';
import { type Item, partsOf, termsOf, undoingOf } from './elements.ts';
import type { End } from './words.ts';

/** The elements that can be spoken of: those that are in no loop. */
export function keysIn({ element, key }: Item): readonly string[] {
  if (termsOf(element).strategy !== undefined) return [];
  const undoing = undoingOf(element, key)?.items ?? [];
  return [key, ...[...partsOf(element, key), ...undoing].flatMap(keysIn)];
}

/** What a script shows: the output of another step, null while there is none. Undefined of what is no script. */
export function scriptOf(
  { spec }: Step,
  known: ReadonlySet<string>,
  ends: ReadonlyMap<string, End>,
): string | null | undefined {
  if (spec.type === 'CustomApproval') return spec.check.script.text;
  if (spec.type !== 'ShellScript') return undefined;
  const source = spec.script.text;
  const path = /^\[<\+(.*)\.output\.outputVariables\.V>\]$/.exec(source)?.[1];
  if (path !== undefined && !known.has(path)) return null;
  return path === undefined ? source : `[${ends.get(path)?.output ?? 'null'}]`;
}
