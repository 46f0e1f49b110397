import { randomFillSync } from 'node:crypto';

/** Asking the system for each id alone costs more than the id: bytes are drawn a page at a time. */
const page = Buffer.allocUnsafe(4_096);
let used = page.length;

/** Hands `count` fresh bytes to `take`, which keeps none of the page itself. No byte is ever handed out twice. */
function draw<Taken>(count: number, take: (from: number, to: number) => Taken): Taken {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const from = used;
  used += count;
  const taken = take(from, used);
  page.fill(0, from, used);
  return taken;
}

/** `count` fresh bytes of the system's cryptographic randomness, at most a page. */
export const randomBytes = (count: number): Buffer =>
  draw(count, (from, to) => Buffer.from(page.subarray(from, to)));

/** So many random bytes as text that fits into addresses and headers. */
export const randomText = (count: number): string =>
  draw(count, (from, to) => page.toString('base64url', from, to));
