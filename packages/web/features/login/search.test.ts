import { describe, expect, it } from 'vitest';
import { loginSearch } from './search.ts';

describe('where the login leads', () => {
  it('is the page that one came from, whole', () => {
    const back = '/orgs/default/projects/p/executions/x?node=a%20b#line';
    expect(loginSearch({ back })).toEqual({ back });
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'executions',
    'http://',
    7,
    undefined,
  ])('is never %j', (back) => {
    expect(loginSearch({ back })).toEqual({});
  });
});
