/** A zip archive as a stream: nothing of it is held but one piece, and what its directory needs. */
import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { centralDirectory, dataDescriptor, localHeader, type WrittenEntry } from './zip-records.ts';

/** A file that goes into an archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly modified: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What is written of a file, as it goes. */
interface Progress {
  crc: number;
  packed: number;
  size: number;
}

export async function* zipOf(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  const written: WrittenEntry[] = [];
  let offset = 0;
  for await (const { name, modified, bytes } of entries) {
    const head = { name: Buffer.from(name), modified };
    const header = localHeader(head);
    yield header;
    const progress: Progress = { crc: 0, packed: 0, size: 0 };
    for await (const piece of packed(bytes, progress)) {
      progress.packed += piece.length;
      yield piece;
    }
    const descriptor = dataDescriptor(progress);
    yield descriptor;
    written.push({ ...head, ...progress, offset });
    offset += header.length + progress.packed + descriptor.length;
  }
  yield* centralDirectory(written, offset);
}

/** What comes in is counted before it is packed. */
async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) {
    progress.crc = crc32(piece, progress.crc);
    progress.size += piece.length;
    yield piece;
  }
}

/** Most logs are short, and a stream costs more than packing them. */
const SHORT = 64 * 1024;

async function* packed(
  bytes: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const source = counted(bytes, progress);
  const begun: Uint8Array[] = [];
  let hasEnded = false;
  while (!hasEnded && progress.size <= SHORT) {
    const next = await source.next();
    if (next.done === true) hasEnded = true;
    else begun.push(next.value);
  }
  if (hasEnded) {
    yield deflateRawSync(Buffer.concat(begun));
    return;
  }
  const deflate = createDeflateRaw();
  // What goes wrong is thrown to whoever reads on.
  pipeline(Readable.from(goingOn(begun, source)), deflate, () => undefined);
  for await (const piece of deflate) yield Buffer.from(piece);
}

async function* goingOn(begun: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>) {
  yield* begun;
  yield* rest;
}
