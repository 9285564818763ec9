/**
 * Memory for answers that is used again as soon as it has been sent. A new Buffer of many kilobytes for every answer costs
 * more than filling it: each comes from the allocator cold, page by page, and goes back through the garbage collector.
 */

/** How large, and how many free ones of that size are kept, 8 MiB in all; as many more as are needed may be lent. */
const SIZES = [{ bytes: 64 * 1024, most: 64 }, { bytes: 256 * 1024, most: 16 }] as const;

const free = new Map<number, ArrayBuffer[]>(SIZES.map(({ bytes }) => [bytes, []]));
const lent = new WeakSet<ArrayBufferLike>();

/**
 * A Buffer of exactly so many bytes, not cleared, for one answer. Whoever returns it from a route does not keep it: it is
 * taken back when the answer has been sent. A Buffer that is used otherwise is not taken back, and collected like any other.
 */
export function takeSlab(bytes: number): Buffer {
  const size = SIZES.find((one) => bytes <= one.bytes);
  if (size === undefined) return Buffer.allocUnsafe(bytes);
  const slab = free.get(size.bytes)?.pop() ?? new ArrayBuffer(size.bytes);
  lent.add(slab);
  return Buffer.from(slab, 0, bytes);
}

/** The pieces one after the other, in memory of that kind. */
export function joined(pieces: readonly Buffer[]): Buffer {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const out = takeSlab(length);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

export function isSlab(bytes: Uint8Array): boolean {
  return lent.has(bytes.buffer);
}

/** Takes back what `takeSlab` gave; a second time, or anything else, changes nothing. */
export function giveBack(bytes: Uint8Array): void {
  if (!lent.delete(bytes.buffer)) return;
  const size = SIZES.find((one) => one.bytes === bytes.buffer.byteLength);
  const kept = free.get(bytes.buffer.byteLength);
  if (size !== undefined && kept !== undefined && kept.length < size.most) kept.push(bytes.buffer as ArrayBuffer);
}
