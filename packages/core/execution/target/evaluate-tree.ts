import {
  evaluateText,
  isSecret,
  type Lookup,
  Unavailable,
  type Value,
} from '@reprise/core/expression';
import type { YamlNode, YamlScalar } from '../../yaml/index.ts';
import { describeError, errorIn } from '../decide/texts.ts';

/** The data of a piece of YAML with every expression in it worked out; why not, when one of them has no value. */
export function evaluateTree(node: YamlNode, lookup: Lookup): Value | Unavailable {
  switch (node.kind) {
    case 'scalar': {
      if (typeof node.value !== 'string') return asWritten(node);
      const evaluated = evaluateText(node.text.text, lookup);
      if (!evaluated.ok) {
        const message = describeError(errorIn(node.text, evaluated.error));
        return new Unavailable(evaluated.error.code, message);
      }
      const { value } = evaluated.value;
      if (!isSecret(value)) return value;
      return new Unavailable(
        'type',
        'a secret cannot stand here: make it a variable of type Secret',
      );
    }
    case 'list':
      return all(node.items.map((item) => evaluateTree(item, lookup)));
    case 'map': {
      const keys = [...node.entries.keys()];
      const values = all(
        [...node.entries.values()].map(({ value }) => evaluateTree(value, lookup)),
      );
      if (values instanceof Unavailable) return values;
      return Object.fromEntries<Value>(keys.map((key, index) => [key, values[index] ?? null]));
    }
  }
}

/** A number that would be written otherwise, such as the tag `1.10`, stays what it says. */
const asWritten = ({ value, text }: YamlScalar): Value =>
  value === null || String(value) === text.text ? value : text.text;

function all(values: readonly (Value | Unavailable)[]): readonly Value[] | Unavailable {
  const found: Value[] = [];
  for (const value of values) {
    if (value instanceof Unavailable) return value;
    found.push(value);
  }
  return found;
}
