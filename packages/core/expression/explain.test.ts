import { describe, expect, it } from 'vitest';
import { explain, lookupIn } from './explain.ts';

const lookup = lookupIn({ a: { b: [1, 'x'] }, flag: false }, Date.UTC(2026, 10, 21));

describe('an explanation', () => {
  it.each([
    ['<+a.b>', 'text', 'list', [1, 'x']],
    ['<+a>', 'text', 'object', { b: [1, 'x'] }],
    ['v<+a.b[0]>', 'text', 'text', 'v1'],
    ['<+a.b[0] + 1>', 'text', 'number', 2],
    ['<+flag> || <+a.b[1]> == "x"', 'condition', 'boolean', true],
    ['<+currentDate()>', 'text', 'text', '2026-11-21'],
    ['<+secrets.getValue("s")>', 'text', 'secret', '<+secrets.getValue("s")>'],
    ['null', 'condition', 'null', null],
  ] as const)('of %s as %s has the type %s', (text, as, type, value) => {
    expect(explain(text, lookup, as)).toMatchObject({ ok: true, value: { type, value } });
  });

  it('tells what each path was worth, and where it stands', () => {
    const explained = explain('<+flag> && <+a.b[1]> == "x"', lookup, 'condition');
    expect(explained).toMatchObject({
      value: { value: false, trace: [{ expression: 'flag', value: false, offset: 2 }] },
    });
  });

  it('knows nothing but what it is given', () => {
    expect(explain('<+constructor>', lookup, 'text')).toMatchObject({
      ok: false,
      error: { code: 'undefined-variable' },
    });
  });
});
