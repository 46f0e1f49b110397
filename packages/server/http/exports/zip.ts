/** A zip archive as a stream: nothing of it is held but one piece, and what its directory needs. */
import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A file that goes into an archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly modified: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Whoever stops reading has what is read for it closed; what goes wrong in a file breaks the archive off. */
export async function* zipOf(entries: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const archive = zip.outputStream.pipe(new PassThrough());
  const stop = new AbortController();
  const filling = fill(zip, entries, stop.signal).catch((error: Error) => archive.destroy(error));
  try {
    for await (const piece of archive) yield piece;
  } finally {
    stop.abort();
    await filling;
  }
}

/** Reads the files one after the other, each when its turn has come. */
async function fill(
  zip: ZipFile,
  entries: AsyncIterable<ArchiveEntry>,
  signal: AbortSignal,
): Promise<void> {
  for await (const { name, modified, bytes } of entries) {
    const source = Readable.from(bytes, { objectMode: false, signal });
    zip.addReadStream(source, name, { mtime: new Date(modified) });
    await finished(source);
  }
  zip.end();
}
