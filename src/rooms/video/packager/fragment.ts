/** A part as bytes: `moof` with the times of its samples, `mdat` with what they show. */

/** A sample whose duration is known, in ticks of what goes out. */
export interface Timed {
  readonly dts: number;
  /** Shown so much later than decoded; may be negative. */
  readonly offset: number;
  readonly key: boolean;
  readonly bytes: Uint8Array;
  duration: number;
}

export interface Run {
  readonly id: number;
  readonly samples: readonly Timed[];
}

/** Decoding can begin at it; or it needs what stands before. */
const KEY = 0x02000000;
const NOT_KEY = 0x01010000;
/** Data offset; and of each sample duration, size, flags, composition offset. */
const RUN_FLAGS = 0xf01;

function head(out: Buffer, at: number, size: number, type: string): number {
  out.writeUInt32BE(size, at);
  out.write(type, at + 4, 'latin1');
  return at + 8;
}

const runSize = ({ samples }: Run): number => 20 + 16 * samples.length;
const trackSize = (run: Run): number => 8 + 16 + 20 + runSize(run);

/** `tfdt` and `trun` of version 1: times of 64 bits, offsets with a sign (ISO/IEC 14496-12, 8.8). Runs without samples are left out. */
export function fragment(sequence: number, given: readonly Run[]): Buffer {
  const runs = given.filter(({ samples }) => samples.length > 0);
  let payload = 0;
  for (const { samples } of runs) for (const { bytes } of samples) payload += bytes.length;
  const moof = 8 + 16 + runs.reduce((sum, run) => sum + trackSize(run), 0);
  const out = Buffer.allocUnsafe(moof + 8 + payload);
  let at = head(out, 0, moof, 'moof');
  at = head(out, at, 16, 'mfhd');
  out.writeUInt32BE(0, at);
  out.writeUInt32BE(sequence >>> 0, at + 4);
  at += 8;
  let data = moof + 8;
  for (const run of runs) {
    at = writeTrack(out, at, run, data);
    for (const { bytes } of run.samples) {
      out.set(bytes, data);
      data += bytes.length;
    }
  }
  head(out, at, 8 + payload, 'mdat');
  return out;
}

function writeTrack(out: Buffer, start: number, run: Run, data: number): number {
  const { id, samples } = run;
  let at = head(out, start, trackSize(run), 'traf');
  at = head(out, at, 16, 'tfhd');
  // Offsets count from the beginning of this `moof`.
  out.writeUInt32BE(0x020000, at);
  out.writeUInt32BE(id, at + 4);
  at = head(out, at + 8, 20, 'tfdt');
  out.writeUInt32BE(0x01000000, at);
  out.writeBigUInt64BE(BigInt(samples[0]?.dts ?? 0), at + 4);
  at = head(out, at + 12, runSize(run), 'trun');
  out.writeUInt32BE(0x01000000 + RUN_FLAGS, at);
  out.writeUInt32BE(samples.length, at + 4);
  out.writeInt32BE(data, at + 8);
  at += 12;
  for (const { duration, bytes, key, offset } of samples) {
    out.writeUInt32BE(duration, at);
    out.writeUInt32BE(bytes.length, at + 4);
    out.writeUInt32BE(key ? KEY : NOT_KEY, at + 8);
    out.writeInt32BE(offset, at + 12);
    at += 16;
  }
  return at;
}
