/**
 * Append-only logs as Merkle trees (RFC 9162, section 2.1, with SHA-256): whoever keeps a root can be shown that an entry is in the log, and
 * that a later log begins with all of an earlier one. Hashes are 32 bytes.
 */

import { createHash } from 'node:crypto';

export type Hash = Buffer;

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

const sha256 = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (entry: Uint8Array): Hash => sha256(LEAF, entry);
const nodeHash = (left: Uint8Array, right: Uint8Array): Hash => sha256(NODE, left, right);
/** Of a log without entries. */
const EMPTY = sha256();

/**
 * What a log needs to remember to grow: the roots of its complete subtrees, the largest first; one for each bit of its size. Never changed in
 * place.
 */
export interface Frontier {
  readonly size: number;
  readonly peaks: readonly Hash[];
}

export const NO_ENTRIES: Frontier = { size: 0, peaks: [] };

export function append({ size, peaks }: Frontier, leaf: Hash): Frontier {
  const grown = [...peaks];
  let last = leaf;
  for (let below = size; below % 2 === 1; below = (below - 1) / 2) last = nodeHash(grown.pop() as Hash, last);
  grown.push(last);
  return { size: size + 1, peaks: grown };
}

export function rootOf({ peaks }: Frontier): Hash {
  return peaks.length === 0 ? EMPTY : peaks.reduceRight((right, left) => nodeHash(left, right));
}

/** The largest power of two below a size. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

function rootOfLeaves(leaves: readonly Hash[]): Hash {
  return rootOf(leaves.reduce(append, NO_ENTRIES));
}

/** The hashes by which an entry is shown to be in the log of these leaves (RFC 9162, 2.1.3.1). @throws RangeError where there is no such entry */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('There is no such entry');
  if (leaves.length === 1) return [];
  const half = split(leaves.length);
  return index < half
    ? [...inclusionProof(leaves.slice(0, half), index), rootOfLeaves(leaves.slice(half))]
    : [...inclusionProof(leaves.slice(half), index - half), rootOfLeaves(leaves.slice(0, half))];
}

/** RFC 9162, 2.1.3.2. */
export function isIncluded(leaf: Hash, { index, size, root }: { index: number; size: number; root: Hash }, proof: readonly Hash[]): boolean {
  if (index >= size) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const step of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(step, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, step);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && hash.equals(root);
}

/** The hashes by which a log is shown to begin with its first `size` entries (RFC 9162, 2.1.4.1). @throws RangeError */
export function consistencyProof(leaves: readonly Hash[], size: number): Hash[] {
  if (!Number.isInteger(size) || size < 1 || size > leaves.length) throw new RangeError('There is no such size');
  return subproof(leaves, size, true);
}

function subproof(leaves: readonly Hash[], size: number, isWhole: boolean): Hash[] {
  if (size === leaves.length) return isWhole ? [] : [rootOfLeaves(leaves)];
  const half = split(leaves.length);
  return size <= half
    ? [...subproof(leaves.slice(0, half), size, isWhole), rootOfLeaves(leaves.slice(half))]
    : [...subproof(leaves.slice(half), size - half, false), rootOfLeaves(leaves.slice(0, half))];
}

interface Head {
  readonly size: number;
  readonly root: Hash;
}

/** Whether a log begins with an earlier one (RFC 9162, 2.1.4.2). */
export function isConsistent(before: Head, after: Head, proof: readonly Hash[]): boolean {
  if (before.size === after.size) return proof.length === 0 && before.root.equals(after.root);
  if (before.size > after.size || before.size === 0) return false;
  // A complete tree is its own first step.
  const isComplete = Number.isInteger(Math.log2(before.size));
  const [first, ...rest] = isComplete ? [before.root, ...proof] : proof;
  if (first === undefined) return false;
  let [node, last] = [before.size - 1, after.size - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [old, grown] = [first, first];
  for (const step of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      [old, grown] = [nodeHash(step, old), nodeHash(step, grown)];
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      grown = nodeHash(grown, step);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && old.equals(before.root) && grown.equals(after.root);
}
