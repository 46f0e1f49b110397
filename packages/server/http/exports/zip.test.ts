import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readZip } from './testing/read-zip.ts';
import { type ArchiveEntry, zipOf } from './zip.ts';

async function* pieces(...given: readonly (string | Buffer)[]) {
  for (const piece of given) yield Buffer.from(piece);
}
async function* these(entries: readonly ArchiveEntry[]) {
  yield* entries;
}
async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of stream) all.push(piece);
  return Buffer.concat(all);
}
const NOW = Date.UTC(2026, 10, 21, 20, 15, 30);

describe('an archive', () => {
  it('holds what was put in, whatever its pieces, and nothing at all', async () => {
    const line = `${'a line of a log '.repeat(20)}\n`;
    const big = randomBytes(300_000).toString('hex');
    const archive = zipOf(
      these([
        { name: 'a/ümlaut 🛒.txt', modified: NOW, bytes: pieces('one ', '', 'two') },
        { name: 'empty', modified: 0, bytes: pieces() },
        { name: 'big', modified: NOW, bytes: pieces(big.slice(0, 7), big.slice(7)) },
        { name: 'long', modified: NOW, bytes: pieces(...Array(400).fill(line)) },
      ]),
    );
    const read = readZip(await bytesOf(archive));
    const long = line.repeat(400);
    expect(read).toEqual({ 'a/ümlaut 🛒.txt': 'one two', empty: '', big, long });
  });

  it('without any file is one, too', async () => {
    expect(readZip(await bytesOf(zipOf(these([]))))).toEqual({});
  });

  it.each([10, 100_000])('breaks off when a file does, after %d bytes', async (length) => {
    async function* broken() {
      yield Buffer.alloc(length);
      throw new Error('the disk is gone');
    }
    const archive = zipOf(these([{ name: 'a', modified: NOW, bytes: broken() }]));
    await expect(bytesOf(archive)).rejects.toThrow('the disk is gone');
  });

  it('closes what it reads when nobody reads on', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield randomBytes(100_000);
      } finally {
        closed = true;
      }
    }
    const archive = zipOf(these([{ name: 'a', modified: NOW, bytes: endless() }]));
    await archive.next();
    await archive.return(undefined);
    expect(closed).toBe(true);
  });
});
