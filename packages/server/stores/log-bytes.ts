const NOTHING = new Uint8Array(0);

/**
 * The part of `chunk` that is new to a log of `size` bytes when it is written at `offset`: what is already there is cut
 * off its front, and a chunk beyond the end brings nothing.
 */
export function newBytes(size: number, offset: number, chunk: Uint8Array): Uint8Array {
  const known = size - offset;
  return known < 0 || known >= chunk.length ? NOTHING : chunk.subarray(known);
}
