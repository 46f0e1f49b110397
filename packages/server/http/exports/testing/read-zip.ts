/** Reads an archive by its directory, as every program that unpacks one does. */
import { crc32, inflateRawSync } from 'node:zlib';

/** The files of an archive by name; throws when something of it does not fit. */
export function readZip(archive: Buffer): Readonly<Record<string, string>> {
  const end = archive.length - 22;
  if (archive.readUInt32LE(end) !== 0x06054b50) throw new Error('the archive has no end');
  const files: [string, string][] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('the directory is broken');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    files.push([name, contentOf(archive, at, name)]);
    at += 46 + nameLength + archive.readUInt16LE(at + 30);
  }
  if (at !== end) throw new Error('the directory is not where the end says');
  return Object.fromEntries(files);
}

function contentOf(archive: Buffer, entry: number, name: string): string {
  const [crc, packed, size] = [16, 20, 24].map((field) => archive.readUInt32LE(entry + field));
  const local = archive.readUInt32LE(entry + 42);
  if (archive.readUInt32LE(local) !== 0x04034b50)
    throw new Error(`${name} is not where it is said`);
  const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const content = inflateRawSync(archive.subarray(from, from + (packed ?? 0)));
  const descriptor = archive.readUInt32LE(from + (packed ?? 0) + 4);
  if (content.length !== size) throw new Error(`${name} has another size than is said`);
  if (crc32(content) !== crc || descriptor !== crc) throw new Error(`${name} has another sum`);
  return content.toString();
}
