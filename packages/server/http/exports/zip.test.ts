import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readZip } from './testing/read-zip.ts';
import { type ArchiveEntry, zipOf } from './zip.ts';
import { centralDirectory } from './zip-records.ts';

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
});

describe('the end of an archive', () => {
  const entry = { name: Buffer.from('x'), modified: NOW, crc: 1, packed: 2, size: 3 };
  const directory = (count: number, offset: number) =>
    Buffer.concat([
      ...centralDirectory(
        Array.from({ length: count }, () => ({ ...entry, offset })),
        offset + 100,
      ),
    ]);

  it('is the short one while its numbers are small', () => {
    expect(directory(2, 1000)).toHaveLength(2 * 47 + 22);
  });

  it('says the number of files again when there are more than fit', () => {
    const bytes = directory(70_000, 0);
    const long = 70_000 * 47;
    expect(bytes.readUInt32LE(long)).toBe(0x06064b50);
    expect(bytes.readBigUInt64LE(long + 32)).toBe(70_000n);
    expect(bytes.readBigUInt64LE(long + 40)).toBe(BigInt(long));
    expect(bytes.readUInt16LE(bytes.length - 12)).toBe(0xffff);
  });

  it('says where things are when that is beyond 4 GiB', () => {
    const far = 5 * 1024 ** 3;
    const bytes = directory(1, far);
    expect(bytes.readUInt32LE(42)).toBe(0xffffffff);
    expect(bytes.readBigUInt64LE(47 + 4)).toBe(BigInt(far));
    expect(bytes.readBigUInt64LE(47 + 12 + 48)).toBe(BigInt(far + 100));
    expect(bytes.readBigUInt64LE(47 + 12 + 56 + 8)).toBe(BigInt(far + 100 + 47 + 12));
  });
});
