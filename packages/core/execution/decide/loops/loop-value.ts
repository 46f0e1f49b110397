import { ok, type Result, refused } from '@reprise/core';
import {
  evaluateText,
  isData,
  isList,
  isSecret,
  type Lookup,
  type Value,
} from '@reprise/core/expression';
import type { LoopValue } from '@reprise/core/pipeline';
import type { LoopInstance } from '@reprise/core/plan';
import { describeError, errorIn } from '../texts.ts';

/** What a loop comes to, or why it comes to nothing. */
export type Resolved<What> = Result<What, string>;

/** An instance before it has a name. */
export interface Values {
  readonly texts: readonly string[];
  readonly values: Pick<LoopInstance, 'matrix' | 'item' | 'partition' | 'target'>;
}

/**
 * What a value of a loop is worth. A secret is refused: the values of a loop stand in the names of its nodes, and in
 * what is stored and shown (I10).
 */
export function evaluateLoopValue(value: LoopValue, lookup: Lookup): Resolved<Value> {
  switch (value.kind) {
    case 'text': {
      const { text } = value;
      const evaluated = evaluateText(text.text, lookup);
      if (!evaluated.ok) return refused(describeError(errorIn(text, evaluated.error)));
      const found = evaluated.value.value;
      if (!holdsSecret(found)) return ok(found);
      const message = 'a secret cannot be a value of a loop: name it in the step that needs it';
      return refused(describeError({ message, at: text.at }));
    }
    case 'list': {
      const items: Value[] = [];
      for (const item of value.items) {
        const evaluated = evaluateLoopValue(item, lookup);
        if (!evaluated.ok) return evaluated;
        items.push(evaluated.value);
      }
      return ok(items);
    }
    case 'map': {
      const entries: [string, Value][] = [];
      for (const [name, inner] of value.entries) {
        const evaluated = evaluateLoopValue(inner, lookup);
        if (!evaluated.ok) return evaluated;
        entries.push([name, evaluated.value]);
      }
      return ok(Object.fromEntries(entries));
    }
  }
}

function holdsSecret(value: Value): boolean {
  if (isSecret(value)) return true;
  if (isList(value)) return value.some(holdsSecret);
  return isData(value) && Object.values(value).some(holdsSecret);
}
