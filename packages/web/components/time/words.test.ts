import { describe, expect, it } from 'vitest';
import { agoInWords, durationInWords } from './words.ts';

describe('a duration in words', () => {
  it.each([
    [0, '0ms'],
    [-5, '0ms'],
    [42.7, '42ms'],
    [100, '0.1s'],
    [1_290, '1.2s'],
    [12_900, '12s'],
    [200_000, '3m 20s'],
    [7_500_000, '2h 5m'],
    [273_600_000, '3d 4h'],
  ])('%d ms are %s', (ms, words) => {
    expect(durationInWords(ms)).toBe(words);
  });
});

describe('how long ago', () => {
  it.each([
    [3_000, 'just now'],
    [40_000, '40 seconds ago'],
    [300_000, '5 minutes ago'],
    [7_200_000, '2 hours ago'],
    [86_400_000, 'yesterday'],
    [-3_600_000, 'in 1 hour'],
  ])('%d ms are %s', (past, words) => {
    expect(agoInWords(1_000_000_000, 1_000_000_000 + past)).toBe(words);
  });
});
