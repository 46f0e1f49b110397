import { randomFillSync } from 'node:crypto';

/** Asking the system for each id alone costs more than the id: bytes are drawn a page at a time. */
const page = Buffer.allocUnsafe(4_096);
let used = page.length;

/** `count` fresh bytes of the system's cryptographic randomness, at most a page. No byte is ever handed out twice. */
export function randomBytes(count: number): Buffer {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const bytes = Buffer.from(page.subarray(used, used + count));
  page.fill(0, used, used + count);
  used += count;
  return bytes;
}

/** So many random bytes as text that fits into addresses and headers. */
export const randomText = (count: number): string => randomBytes(count).toString('base64url');
