/**
 * Memory for answers that is used again as soon as it has been sent. A new Buffer of many kilobytes for every answer costs
 * more than filling it: each comes from the allocator cold, page by page, and goes back through the garbage collector.
 */

const SLAB_BYTES = 64 * 1024;
/** Free ones that are kept, 4 MiB; as many more as are needed may be lent. */
const MOST_FREE = 64;

const free: ArrayBuffer[] = [];
const lent = new WeakSet<ArrayBufferLike>();

/**
 * A Buffer of exactly so many bytes, not cleared, for one answer. Whoever returns it from a route does not keep it: it is
 * taken back when the answer has been sent. A Buffer that is used otherwise is not taken back, and collected like any other.
 */
export function takeSlab(bytes: number): Buffer {
  if (bytes > SLAB_BYTES) return Buffer.allocUnsafe(bytes);
  const slab = free.pop() ?? new ArrayBuffer(SLAB_BYTES);
  lent.add(slab);
  return Buffer.from(slab, 0, bytes);
}

export function isSlab(bytes: Uint8Array): boolean {
  return lent.has(bytes.buffer);
}

/** Takes back what `takeSlab` gave; a second time, or anything else, changes nothing. */
export function giveBack(bytes: Uint8Array): void {
  if (!lent.delete(bytes.buffer)) return;
  if (free.length < MOST_FREE) free.push(bytes.buffer as ArrayBuffer);
}
