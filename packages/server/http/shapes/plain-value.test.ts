import { describe, expect, it } from 'vitest';
import { plainText, plainValue } from './plain-value.ts';

const secret = { kind: 'secret', reference: { secret: 'npm_token' } } as const;

describe('a value on its way out', () => {
  it('is itself, whatever it is made of', () => {
    const value = { a: [1, 'x', null, true], b: { c: {} } };
    expect(plainValue(value)).toEqual(value);
  });

  it('shows a secret by the expression that names it, however deep it is', () => {
    expect(plainValue({ token: [secret] })).toEqual({
      token: ['<+secrets.getValue("npm_token")>'],
    });
  });

  it('hides what a step has published as a secret, and how that is called', () => {
    const stored = { outputVariables: { token: { secret: 'output:r4nd0m' }, tag: 'v1' } };
    expect(plainValue(stored)).toEqual({
      outputVariables: { token: '**************', tag: 'v1' },
    });
    expect(plainText(['x', { secret: 'output:r4nd0m' }])).toBe('x**************');
  });

  it('keeps what only looks a little like a secret', () => {
    const value = { kind: 'secret', name: 'x' };
    expect(plainValue(value)).toEqual(value);
  });

  it('keeps a key called __proto__ as a key', () => {
    const value = JSON.parse('{"__proto__": {"polluted": 1}}');
    const plain = plainValue(value);
    expect(JSON.stringify(plain)).toBe('{"__proto__":{"polluted":1}}');
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
  });

  it('puts secrets into the text of a task by name', () => {
    expect(plainText(['curl -H "x: ', { secret: 'npm_token' }, '"'])).toBe(
      'curl -H "x: <+secrets.getValue("npm_token")>"',
    );
    expect(plainText('plain')).toBe('plain');
  });
});
