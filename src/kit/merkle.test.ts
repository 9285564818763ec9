// The logs that anybody can check: roots as the specification's reference has them, proofs that hold for what is there and for nothing else.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_ENTRIES, append, consistencyProof, inclusionProof, isConsistent, isIncluded, leafHash, rootOf } from './merkle.ts';
import type { Hash } from './merkle.ts';

/** The entries that implementations of RFC 6962 compare themselves by, and the roots of their first 0 to 8. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125', 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7', '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef', 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const leaves = (count: number): Hash[] => Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`entry ${at}`)));
const root = (of: readonly Hash[]): Hash => rootOf(of.reduce(append, NO_ENTRIES));
const another = (proof: readonly Hash[], at: number): Hash[] => proof.map((hash, place) => (place === at ? leafHash(hash) : hash));

test('roots are those of the reference', () => {
  for (const [size, expected] of ROOTS.entries()) expect(root(ENTRIES.slice(0, size).map((hex) => leafHash(Buffer.from(hex, 'hex')))).toString('hex')).toBe(expected);
});

test('an entry is shown to be where it is, and nowhere else', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, at, other) => {
    const all = leaves(size);
    const [index, elsewhere] = [at % size, other % size];
    const proof = inclusionProof(all, index);
    const leaf = all[index] as Hash;
    expect(isIncluded(leaf, { index, size, root: root(all) }, proof)).toBe(true);
    expect(isIncluded(leafHash(leaf), { index, size, root: root(all) }, proof)).toBe(false);
    if (elsewhere !== index) expect(isIncluded(leaf, { index: elsewhere, size, root: root(all) }, proof)).toBe(false);
    if (proof.length > 0) expect(isIncluded(leaf, { index, size, root: root(all) }, another(proof, other % proof.length))).toBe(false);
    expect(isIncluded(leaf, { index: size, size, root: root(all) }, proof)).toBe(false);
  }));
});

test('a log is shown to begin with what it began with, and with nothing that was changed, moved or left out', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, part, spoiled) => {
    const all = leaves(size);
    const first = 1 + (part % size);
    const [before, after] = [{ size: first, root: root(all.slice(0, first)) }, { size, root: root(all) }];
    const proof = consistencyProof(all, first);
    expect(isConsistent(before, after, proof)).toBe(true);
    const changed = all.map((leaf, at) => (at === spoiled % first ? leafHash(leaf) : leaf));
    expect(isConsistent(before, { size, root: root(changed) }, consistencyProof(changed, first))).toBe(false);
    const shorter = all.toSpliced(spoiled % first, 1);
    if (shorter.length >= first) expect(isConsistent(before, { size: size - 1, root: root(shorter) }, consistencyProof(shorter, first))).toBe(false);
    if (proof.length > 0) expect(isConsistent(before, after, another(proof, spoiled % proof.length))).toBe(false);
  }));
});
