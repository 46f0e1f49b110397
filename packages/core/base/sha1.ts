/** The five words with which the digest begins, and what is added in each quarter of a block (FIPS 180-4). */
const START = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0] as const;
const ADDED = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;
const BLOCK = 64;

type Words = readonly [number, number, number, number, number];

/**
 * The SHA-1 digest of a text in UTF-8, as hexadecimal digits. For names that Harness makes like this; nothing that must
 * be safe rests on it.
 */
export function sha1Of(text: string): string {
  const bytes = padded(utf8Of(text));
  let words: Words = START;
  for (let at = 0; at < bytes.length; at += BLOCK)
    words = digest(words, bytes.slice(at, at + BLOCK));
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function utf8Of(text: string): readonly number[] {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
  return [...encoded.matchAll(/%(..)|(.)/g)].map(([, hex, plain]) =>
    hex === undefined ? (plain ?? '').charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

function padded(bytes: readonly number[]): readonly number[] {
  const zeros = (2 * BLOCK - 9 - (bytes.length % BLOCK)) % BLOCK;
  const bits = bytes.length * 8;
  const length = [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff);
  return [...bytes, 0x80, ...Array.from({ length: zeros + 4 }, () => 0), ...length];
}

function digest(before: Words, block: readonly number[]): Words {
  const schedule = scheduleOf(block);
  let [a, b, c, d, e] = before;
  for (const [round, word] of schedule.entries()) {
    const quarter = Math.floor(round / 20);
    const sum = (rotated(a, 5) + mixed(quarter, b, c, d) + e + (ADDED[quarter] ?? 0) + word) | 0;
    [a, b, c, d, e] = [sum, a, rotated(b, 30), c, d];
  }
  const [h0, h1, h2, h3, h4] = before;
  return [(h0 + a) | 0, (h1 + b) | 0, (h2 + c) | 0, (h3 + d) | 0, (h4 + e) | 0];
}

function scheduleOf(block: readonly number[]): readonly number[] {
  const words: number[] = [];
  const at = (index: number): number => words[index] ?? 0;
  const byte = (index: number): number => block[index] ?? 0;
  for (let i = 0; i < 80; i += 1) {
    const four = i * 4;
    const given =
      (byte(four) << 24) | (byte(four + 1) << 16) | (byte(four + 2) << 8) | byte(four + 3);
    words.push(i < 16 ? given : rotated(at(i - 3) ^ at(i - 8) ^ at(i - 14) ^ at(i - 16), 1));
  }
  return words;
}

function mixed(quarter: number, b: number, c: number, d: number): number {
  if (quarter === 0) return (b & c) | (~b & d);
  return quarter === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
