import { createHash } from 'node:crypto';
import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { sha1Of } from './sha1.ts';

test('a digest is that of every other SHA-1', () => {
  expect(sha1Of('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
  const texts = string({ unit: 'grapheme', maxLength: 300 });
  assert(
    property(texts, (text) => {
      expect(sha1Of(text)).toBe(createHash('sha1').update(text, 'utf8').digest('hex'));
    }),
  );
});
