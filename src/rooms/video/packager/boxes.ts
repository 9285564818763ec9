/** Boxes of ISO/IEC 14496-12: a length, four letters, what is inside. */

type Piece = Uint8Array | readonly number[];

export const u16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
export const u32 = (value: number): number[] => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
/** Beyond 32 bits, up to 2^53. */
export const u64 = (value: number): number[] => [...u32(Math.floor(value / 2 ** 32)), ...u32(value % 2 ** 32)];
export const letters = (text: string): number[] => [...Buffer.from(text, 'latin1')];

export function box(type: string, ...pieces: readonly Piece[]): Buffer {
  let length = 8;
  for (const piece of pieces) length += piece.length;
  const out = Buffer.allocUnsafe(length);
  out.writeUInt32BE(length, 0);
  out.write(type, 4, 'latin1');
  let at = 8;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** With a version and flags in front. */
export const fullBox = (type: string, [version, flags]: readonly [number, number], ...pieces: readonly Piece[]): Buffer =>
  box(type, u32(version * 2 ** 24 + flags), ...pieces);

const IDENTITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].flatMap(u32);

/** Times in milliseconds; 0 where a film has no known end. */
export const movieHeader = (durationMs: number, nextTrack: number): Buffer =>
  fullBox('mvhd', [1, 0], u64(0), u64(0), u32(1000), u64(durationMs), u32(0x10000), u16(0x100), u16(0), u64(0), IDENTITY, new Uint8Array(24), u32(nextTrack));

export const trackHeader = (id: number, durationMs: number, size: { width: number; height: number } | undefined): Buffer =>
  fullBox(
    'tkhd', [1, 3], u64(0), u64(0), u32(id), u32(0), u64(durationMs), u64(0), u16(0), u16(0), u16(size === undefined ? 0x100 : 0), u16(0), IDENTITY,
    u32((size?.width ?? 0) * 0x10000), u32((size?.height ?? 0) * 0x10000),
  );

/** `tables`: what the sample table holds besides what its samples are. */
export function media(kind: 'video' | 'audio', { timescale, duration }: { timescale: number; duration: number }, sampleTable: Buffer): Buffer {
  const header = fullBox('mdhd', [1, 0], u64(0), u64(0), u32(timescale), u64(duration), u16(0x55c4), u16(0));
  const handler = fullBox('hdlr', [0, 0], u32(0), letters(kind === 'video' ? 'vide' : 'soun'), new Uint8Array(12), letters(kind === 'video' ? 'Picture\0' : 'Sound\0'));
  const about = kind === 'video' ? fullBox('vmhd', [0, 1], u64(0)) : fullBox('smhd', [0, 0], u32(0));
  const here = box('dinf', fullBox('dref', [0, 0], u32(1), fullBox('url ', [0, 1])));
  return box('mdia', header, handler, box('minf', about, here, sampleTable));
}
