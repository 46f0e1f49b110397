import { expect, it } from 'vitest';
import { randomBytes, randomText } from './random-bytes.ts';

it('hands out no bytes twice, whether as bytes or as text, page after page', () => {
  const drawn = Array.from({ length: 2_000 }, (_, n) =>
    n % 2 === 0 ? randomText(12) : randomBytes(12).toString('base64url'),
  );
  expect(new Set(drawn).size).toBe(drawn.length);
});

it('writes every byte of a text', () => {
  expect(randomText(12)).toMatch(/^[\w-]{16}$/);
  expect(Buffer.from(randomText(32), 'base64url')).toHaveLength(32);
});

it('leaves what was handed out as it was', () => {
  const bytes = randomBytes(16);
  const before = bytes.toString('hex');
  for (let draw = 0; draw < 1_000; draw += 1) randomBytes(16);
  expect(bytes.toString('hex')).toBe(before);
});
