import { expect, it } from 'vitest';
import { evaluateTaskText } from './evaluate.ts';
import { lookupOf } from './testing/lookup.ts';
import { secretOf, toText } from './value.ts';

const lookup = lookupOf({ name: 'app', token: secretOf('token') });

function taskTextOf(text: string) {
  const result = evaluateTaskText(text, lookup);
  return result.ok ? result.value.value : result.error;
}

it('a task text without secrets is plain text', () => {
  expect(taskTextOf('deploy <+name> <+1 + 1>')).toBe('deploy app 2');
  expect(taskTextOf('<+1 + 1>')).toBe('2');
});

it('a task text keeps secrets as references at their places', () => {
  expect(taskTextOf('login <+name> <+secrets.getValue("user")>:<+token>')).toEqual([
    'login app ',
    { secret: 'user' },
    ':',
    { secret: 'token' },
  ]);
  expect(taskTextOf('<+token>')).toEqual([{ secret: 'token' }]);
});

it('a task text does not calculate with secrets', () => {
  expect(taskTextOf('<+token + "x">')).toMatchObject({ code: 'type' });
});

it('a secret is shown as the expression that names it', () => {
  expect(toText(secretOf('account.token'))).toBe('<+secrets.getValue("account.token")>');
});
