import { array, assert, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter, LONGEST_ENTRY } from './line-splitter.ts';

const split = (...chunks: readonly (string | Buffer)[]): readonly string[] => {
  const splitter = new LineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk))), ...splitter.end()];
};

describe('the line splitter', () => {
  it('cuts at newlines and keeps empty lines', () => {
    expect(split('one\n\ntwo\n')).toEqual(['one', '', 'two']);
  });

  it('joins a line that comes in pieces', () => {
    expect(split('o', 'n', 'e\ntw', 'o\n')).toEqual(['one', 'two']);
  });

  it('keeps a last line without a newline', () => {
    expect(split('one\ntwo')).toEqual(['one', 'two']);
  });

  it('has nothing to say of nothing', () => {
    expect(split('')).toEqual([]);
  });

  it('joins a character whose bytes come apart', () => {
    const bytes = Buffer.from('ü€😀\n');
    expect(split(...[...bytes].map((byte) => Buffer.of(byte)))).toEqual(['ü€😀']);
  });

  it('replaces what is not UTF-8', () => {
    expect(split(Buffer.from([0x61, 0xff, 0x62, 0x0a]))).toEqual(['a\ufffdb']);
  });

  it('cuts a line that is too long for one entry between characters', () => {
    const long = '€'.repeat(LONGEST_ENTRY);
    const entries = split(`${long}\n`);
    expect(entries.length).toBeGreaterThan(2);
    expect(entries.join('')).toBe(long);
    for (const entry of entries)
      expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(LONGEST_ENTRY);
  });

  it('cuts long bytes that are no text at all', () => {
    const entries = split(Buffer.alloc(3 * LONGEST_ENTRY, 0x80));
    expect(entries.join('')).toHaveLength(3 * LONGEST_ENTRY);
  });

  it('does not depend on how the bytes come, nor on the memory that they come in', () => {
    assert(
      property(array(string({ unit: 'grapheme' })), array(nat(40)), (lines, sizes) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const shared = Buffer.alloc(bytes.length);
        const splitter = new LineSplitter();
        const found: string[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = Math.min((sizes[turn % sizes.length] ?? 0) + 1, bytes.length - at);
          bytes.copy(shared, 0, at, at + size);
          found.push(...splitter.push(shared.subarray(0, size)));
          at += size;
        }
        expect([...found, ...splitter.end()]).toEqual(bytes.toString().split('\n').slice(0, -1));
      }),
    );
  });
});
