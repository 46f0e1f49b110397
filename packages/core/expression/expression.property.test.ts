import { array, assert, constantFrom, integer, oneof, pre, property, string } from 'fast-check';
import { expect, it } from 'vitest';
import { evaluateCondition, evaluateTaskText, evaluateText } from './evaluate.ts';
import type { Value } from './model.ts';
import { referencesIn } from './references.ts';
import { lookupOf, namespace } from './testing/lookup.ts';

const lookup = lookupOf({
  a: 'text',
  n: 3,
  list: ['x', 1, null],
  data: { k: { v: 'w' } },
  ns: namespace({ inner: 'value', none: null }),
});

const vocabulary =
  '<+ > ( ) [ ] . , ? : " \' \\ == && ! + - / >= =~ ?? a n list data ns k inner 0 .get("k") .split(",") .constructor .__proto__ ["prototype"] .toString()'
    .split(' ')
    .concat(' ', '\n');

/** Signs and names of the language in any order: far more of it parses than of arbitrary text. */
const soup = array(constantFrom(...vocabulary), { maxLength: 40 }).map((parts) => parts.join(''));

const text = oneof(
  soup,
  soup.map((inner) => `<+${inner}>`),
  string({ unit: 'binary', maxLength: 60 }),
);

/** A value built of plain data only: nothing with a prototype of its own but text, lists, objects and secrets. */
function isPlain(value: Value): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isPlain);
}

it('an expression never throws, whatever it says, and its value is plain data', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  let evaluated = 0;
  assert(
    property(text, (source) => {
      for (const evaluate of [evaluateText, evaluateCondition]) {
        const result = evaluate(source, lookup);
        if (result.ok) {
          evaluated += 1;
          expect(isPlain(result.value.value)).toBe(true);
        } else {
          expect(result.error.offset).toBeGreaterThanOrEqual(0);
          expect(result.error.offset).toBeLessThanOrEqual(source.length);
        }
      }
      evaluateTaskText(source, lookup);
      referencesIn(source);
    }),
    { numRuns: 5_000 },
  );
  expect(evaluated).toBeGreaterThan(100);
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
});

it('text without <+ comes out as it went in', () => {
  assert(
    property(string(), (source) => {
      pre(!source.includes('<+'));
      expect(evaluateText(source, lookup)).toMatchObject({ ok: true, value: { value: source } });
    }),
  );
});

it('any text in quotes is its own value', () => {
  assert(
    property(string(), (source) => {
      pre(!source.includes('<+'));
      const quoted = `"${source.replaceAll(/["\\]/g, '\\$&')}"`;
      expect(evaluateText(`<+${quoted}>`, lookup)).toMatchObject({ value: { value: source } });
    }),
  );
});

it('whole numbers calculate as they do elsewhere', () => {
  const number = integer({ min: -1000, max: 1000 });
  assert(
    property(number, number, number, (x, y, z) => {
      const result = evaluateText(`<+(${x}) + (${y}) * (${z}) - (${x})>`, lookup);
      expect(result).toMatchObject({ ok: true, value: { value: x + y * z - x } });
    }),
  );
});
