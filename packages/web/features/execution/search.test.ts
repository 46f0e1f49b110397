import { describe, expect, it } from 'vitest';
import { executionSearch } from './search.ts';

describe('the address of an execution', () => {
  it('is read as it was written', () => {
    const search = { view: 'yaml', node: 'p.a', attempt: 2, part: 'log', line: 7 };
    expect(executionSearch(search)).toEqual(search);
  });

  it.each([
    { view: 'other' },
    { node: 7 },
    { attempt: 0 },
    { attempt: 1.5 },
    { line: '7' },
    { part: ['log'] },
    { anything: 'else' },
  ])('is nothing where it makes no sense: %j', (given) => {
    expect(executionSearch(given)).toEqual({});
  });
});
