import { ok } from '@reprise/core';
import { expect, it } from 'vitest';
import { deferText, evaluateDeferred } from './deferred.ts';
import { Unavailable } from './model.ts';
import { lookupOf, namespace } from './testing/lookup.ts';
import { secretOf } from './value.ts';

const lookup = lookupOf({
  pipeline: namespace({
    name: 'release',
    variables: namespace({ wanted: 200, token: secretOf('token') }),
  }),
  steps: namespace({ ask: namespace({ output: { a: { b: '<+code>' } } }) }),
  step: new Unavailable('self-reference', 'it refers to itself'),
});

function deferred(text: string, kind: 'text' | 'condition' = 'text') {
  return deferText({ text, kind, later: ['code', 'body'] }, lookup);
}

function evaluated(text: string, values: Record<string, string | number>) {
  const put = deferred(text);
  if (!put.ok) throw new Error(put.error.message);
  return evaluateDeferred(put.value, values);
}

it('takes the values of the names that are known already, and no others, along', () => {
  const text = '<+code> == <+pipeline.variables.wanted> && <+pipeline.name.contains("re")>';
  expect(deferred(text, 'condition')).toEqual(
    ok({
      text,
      kind: 'condition',
      known: { pipeline: { name: 'release', variables: { wanted: 200 } } },
    }),
  );
});

it('is evaluated when the rest is known', () => {
  const put = deferred('<+code> == <+pipeline.variables.wanted>', 'condition');
  if (!put.ok) throw new Error(put.error.message);
  expect(evaluateDeferred(put.value, { code: 200 })).toEqual(ok(true));
  expect(evaluateDeferred(put.value, { code: 404 })).toEqual(ok(false));
  expect(evaluated('<+pipeline.name>: <+code>', { code: 7 })).toEqual(ok('release: 7'));
});

it('takes values for data on both sides: nothing in them is evaluated', () => {
  expect(evaluated('<+steps.ask.output.a.b> <+body>', { code: 1, body: '<+code>' })).toEqual(
    ok('<+code> <+code>'),
  );
});

it('takes a value once that another path leads into', () => {
  const put = deferred('<+steps.ask.output.a.b> <+steps.ask.output.a> <+steps.ask.output>');
  expect(put).toMatchObject({
    ok: true,
    value: { known: { steps: { ask: { output: { a: { b: '<+code>' } } } } } },
  });
});

it.each([
  ['a secret', '<+pipeline.variables.token>', 'is a secret'],
  ['what is not defined', 'x <+pipeline.nobody>', 'pipeline.nobody is not defined'],
  ['what is no value', '<+pipeline.variables>', 'cannot be used here'],
  ['what must not be asked for', '<+step.output>', 'it refers to itself'],
])('refuses %s, and says where', (_, text, message) => {
  const put = deferred(text);
  expect(put).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining(message), offset: text.indexOf('<+') + 2 },
  });
});

it('a name that nobody knows is found out where it is evaluated', () => {
  expect(evaluated('<+nobody.said>', { code: 1 })).toMatchObject({
    ok: false,
    error: { code: 'undefined-variable' },
  });
});

it('the prototypes of objects are not names', () => {
  const text = '<+code.constructor> <+toString>';
  expect(evaluated(text, { code: 1 }).ok).toBe(false);
  expect(evaluated('<+constructor>', { code: 1 }).ok).toBe(false);
  expect(evaluated('<+__proto__>', { code: 1 }).ok).toBe(false);
});
