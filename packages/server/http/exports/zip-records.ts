/** The records of a zip archive that is written without going back: sizes follow what they are the sizes of. */

/** A file of an archive, once it is written. */
export interface WrittenEntry {
  readonly name: Buffer;
  readonly modified: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const VERSION = 20;
const VERSION_64 = 45;
/** Sizes follow the data; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
const MOST_16 = 0xffff;
const MOST_32 = 0xffffffff;

/** What stands before the data of a file. */
export function localHeader({ name, modified }: Pick<WrittenEntry, 'name' | 'modified'>): Buffer {
  const { date, time } = dosTime(modified);
  const fixed = Buffer.alloc(30);
  fixed.writeUInt32LE(0x04034b50, 0);
  fixed.writeUInt16LE(VERSION, 4);
  fixed.writeUInt16LE(FLAGS, 6);
  fixed.writeUInt16LE(DEFLATED, 8);
  fixed.writeUInt16LE(time, 10);
  fixed.writeUInt16LE(date, 12);
  fixed.writeUInt16LE(name.length, 26);
  return Buffer.concat([fixed, name]);
}

/** What stands behind it. */
export function dataDescriptor({
  crc,
  packed,
  size,
}: Pick<WrittenEntry, 'crc' | 'packed' | 'size'>): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(crc, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
}

/** The end of an archive whose directory begins at `offset`. */
export function* centralDirectory(
  entries: readonly WrittenEntry[],
  offset: number,
): Generator<Buffer> {
  let size = 0;
  for (const entry of entries) {
    const record = centralHeader(entry);
    size += record.length;
    yield record;
  }
  if (entries.length >= MOST_16 || offset >= MOST_32 || size >= MOST_32) {
    yield end64(entries.length, size, offset);
  }
  yield end(entries.length, size, offset);
}

/** An archive may be longer than 4 GiB; a single file of it is not. */
function centralHeader({ name, modified, crc, packed, size, offset }: WrittenEntry): Buffer {
  const isFar = offset >= MOST_32;
  const { date, time } = dosTime(modified);
  const fixed = Buffer.alloc(46);
  fixed.writeUInt32LE(0x02014b50, 0);
  fixed.writeUInt16LE(isFar ? VERSION_64 : VERSION, 4);
  fixed.writeUInt16LE(isFar ? VERSION_64 : VERSION, 6);
  fixed.writeUInt16LE(FLAGS, 8);
  fixed.writeUInt16LE(DEFLATED, 10);
  fixed.writeUInt16LE(time, 12);
  fixed.writeUInt16LE(date, 14);
  fixed.writeUInt32LE(crc, 16);
  fixed.writeUInt32LE(packed, 20);
  fixed.writeUInt32LE(size, 24);
  fixed.writeUInt16LE(name.length, 28);
  fixed.writeUInt16LE(isFar ? FAR_OFFSET : 0, 30);
  fixed.writeUInt32LE(Math.min(offset, MOST_32), 42);
  return Buffer.concat(isFar ? [fixed, name, farOffset(offset)] : [fixed, name]);
}

const FAR_OFFSET = 12;
function farOffset(offset: number): Buffer {
  const extra = Buffer.alloc(FAR_OFFSET);
  extra.writeUInt16LE(0x0001, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return extra;
}

const END_64 = 56;
function end64(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(END_64 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(END_64 - 12), 4);
  record.writeUInt16LE(VERSION_64, 12);
  record.writeUInt16LE(VERSION_64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  // The locator says where the record above begins.
  record.writeUInt32LE(0x07064b50, END_64);
  record.writeBigUInt64LE(BigInt(offset + size), END_64 + 8);
  record.writeUInt32LE(1, END_64 + 16);
  return record;
}

function end(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(Math.min(count, MOST_16), 8);
  record.writeUInt16LE(Math.min(count, MOST_16), 10);
  record.writeUInt32LE(Math.min(size, MOST_32), 12);
  record.writeUInt32LE(Math.min(offset, MOST_32), 16);
  return record;
}

/** A moment as archives keep it, in UTC: nothing before 1980, two seconds a tick. */
function dosTime(at: number): { readonly date: number; readonly time: number } {
  const moment = new Date(Math.max(at, Date.UTC(1980, 0, 1)));
  const year = Math.min(moment.getUTCFullYear() - 1980, 127);
  return {
    date: (year << 9) | ((moment.getUTCMonth() + 1) << 5) | moment.getUTCDate(),
    time:
      (moment.getUTCHours() << 11) |
      (moment.getUTCMinutes() << 5) |
      Math.floor(moment.getUTCSeconds() / 2),
  };
}
