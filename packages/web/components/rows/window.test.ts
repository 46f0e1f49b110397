import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHeight, scrollTo, windowOf } from './window.ts';

const box = (rows: number) => ({ rows, rowHeight: 20, height: 400 });

describe('the rows in view', () => {
  it('are the first ones at the top', () => {
    expect(windowOf(box(1_000), 0)).toMatchObject({ from: 0, to: 32, top: 0 });
  });

  it('are all of a short list', () => {
    expect(windowOf(box(3), 0)).toMatchObject({ from: 0, to: 3 });
    expect(windowOf(box(0), 0)).toMatchObject({ from: 0, to: 0 });
  });

  it.each([1_000, 1_000_000, 50_000_000])('reach the last of %d at the bottom', (rows) => {
    const height = contentHeight(box(rows));
    expect(height).toBeLessThanOrEqual(15_000_000);
    expect(windowOf(box(rows), height - 400).to).toBe(rows);
  });

  it('hold the row that was scrolled to, however long the list', () => {
    fc.assert(
      fc.property(fc.nat(40_000_000), fc.nat(40_000_000), (rows, wanted) => {
        const row = Math.min(wanted, rows);
        const { from, to } = windowOf(box(rows + 1), scrollTo(box(rows + 1), row));
        expect(from).toBeLessThanOrEqual(row);
        expect(to).toBeGreaterThan(row);
      }),
    );
  });
});
