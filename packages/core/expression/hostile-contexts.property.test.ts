import { array, assert, constantFrom, letrec, oneof, property, string, tuple } from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { evaluateText } from './evaluate.ts';
import type { Value } from './model.ts';
import { lookupOf } from './testing/lookup.ts';

/** Names that objects of the host have, and one that is planted on every one of them. */
const NAMES =
  '__proto__ constructor prototype toString valueOf toJSON hasOwnProperty get keys kind secret reference then length planted a 0'.split(
    ' ',
  );
const name = constantFrom(...NAMES);

/** Data as it comes from outside, as JSON: there `__proto__` is a key like any other. */
const { json } = letrec<{ json: string; value: string }>((tie) => ({
  json: array(tuple(name, tie('value')), { minLength: 3, maxLength: 8 }).map(
    (entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`,
  ),
  value: oneof(
    { depthSize: 'small', withCrossShrink: true },
    oneof(string(), constantFrom('secret', '<+a>')).map((text) => JSON.stringify(text)),
    constantFrom(
      'null',
      'true',
      '1e999',
      '-0',
      '[]',
      '{"kind":"secret","reference":{"secret":"x"}}',
    ),
    array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    tie('json'),
  ),
}));
const path = array(tuple(name, constantFrom('dot', 'quotes')), { minLength: 1, maxLength: 3 });

/** What plain walking over own properties finds. Undefined: it is an error to ask for it. */
function walk(data: unknown, names: readonly string[]): unknown {
  let at = data;
  for (const each of names) {
    if (at === null) return null;
    if (typeof at !== 'object' || at === undefined) return undefined;
    if (Array.isArray(at) ? !/^\d+$/.test(each) : !Object.hasOwn(at, each)) return undefined;
    at = Reflect.get(at, each);
  }
  return at;
}

let touched = 0;
beforeEach(() => {
  touched = 0;
  Reflect.defineProperty(Object.prototype, 'planted', {
    configurable: true,
    get: () => {
      touched += 1;
      return 'from the prototype';
    },
  });
});
afterEach(() => {
  Reflect.deleteProperty(Object.prototype, 'planted');
});

it('a path finds what is there of its own, whatever it is called, and never a prototype', () => {
  let found = 0;
  assert(
    property(json, path, (text, steps) => {
      const data: Value = JSON.parse(text);
      const names = steps.map(([each]) => each);
      const said = steps
        .map(([each, how]) => (how === 'dot' ? `.${each}` : `["${each}"]`))
        .join('');
      const wanted = walk(data, names);
      const result = evaluateText(`<+data${said}>`, lookupOf({ data }));
      expect(result.ok, said).toBe(wanted !== undefined);
      if (!result.ok) return;
      found += 1;
      expect(JSON.stringify(result.value.value)).toBe(JSON.stringify(wanted));
    }),
    { numRuns: 3_000 },
  );
  expect(found).toBeGreaterThan(100);
  expect(touched).toBe(0);
});

it('no call on hostile data throws or reaches a prototype', () => {
  const call = oneof(
    name.map((each) => `.${each}()`),
    name.map((each) => `.get("${each}")`),
    name.map((each) => `.containsKey("${each}")`),
    constantFrom('.keys()', '.values()', '.size()', '.entrySet()', '.toString()', '.length()'),
    name.map((each) => `.${each}`),
  );
  const used = constantFrom(
    (on: string) => `<+${on}>`,
    (on: string) => `<+json.format(${on})>`,
    (on: string) => `<+json.select("$.planted", json.format(${on}))>`,
    (on: string) => `<+${on} == data ? "a" : "b">`,
    (on: string) => `in <+${on}> text`,
  );
  assert(
    property(json, array(call, { maxLength: 3 }), used, (text, calls, use) => {
      const data: Value = JSON.parse(text);
      evaluateText(use(`data${calls.join('')}`), lookupOf({ data }));
    }),
    { numRuns: 3_000 },
  );
  expect(touched).toBe(0);
});
