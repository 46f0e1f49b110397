import { describe, expect, test } from 'vitest';
import { recordedHistories, replay, replayOneByOne } from './history.ts';

const histories = recordedHistories();

describe('streams that an earlier version stored', () => {
  test('are there', () => {
    expect(histories.length).toBeGreaterThan(30);
  });

  test.each(histories)('$version: $behaviour', (history) => {
    expect(replay(history)).toEqual(history.shown);
  });

  test.each(histories)('$version, event by event: $behaviour', (history) => {
    expect(replayOneByOne(history)).toEqual(history.shown);
  });
});
