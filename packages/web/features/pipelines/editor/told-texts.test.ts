import { describe, expect, test } from 'vitest';
import { ToldTexts } from './told-texts.ts';

function after(...texts: readonly string[]): ToldTexts {
  const told = new ToldTexts();
  for (const text of texts) told.tell(text);
  return told;
}

describe('a text that the page has', () => {
  test('is the editor’s own when it has told of it, though it has told of more since', () => {
    const told = after('a', 'ab');
    expect([told.isOwn('a'), told.isOwn('ab')]).toEqual([true, true]);
  });

  test('is its own when the page has passed over one in between', () => {
    expect(after('a', 'ab').isOwn('ab')).toBe(true);
  });

  test('is somebody else’s when it never was in the editor, and what was told before does not count then', () => {
    const told = after('a');
    expect([told.isOwn('b'), told.isOwn('a')]).toEqual([false, false]);
  });

  test('is somebody else’s when it was the editor’s once, and was passed since', () => {
    const told = after('a', 'ab');
    expect([told.isOwn('ab'), told.isOwn('a')]).toEqual([true, false]);
  });
});
