/**
 * ffmpeg as it makes smaller pictures of a film that is still coming: fragmented MP4 in, FLV of H.264 and AAC out, one for each size.
 * It runs apart, lower than everything else, with a memory, no file and no network.
 */

import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';

const MEMORY_KB = 3_000_000;

/** `side`: the shorter one. */
export interface PictureSize {
  readonly side: number;
  readonly kilobits: number;
}

export interface Scaling {
  /** Ending it ends all, once what is under way is made. */
  readonly input: Writable;
  /** One for each size, in their order. */
  readonly outputs: readonly Readable[];
  readonly over: Promise<{ code: number | string; said: string }>;
  kill(): void;
}

const READING = [
  '-hide_banner', '-loglevel', 'error', '-protocol_whitelist', 'pipe', '-format_whitelist', 'mov,mp4,m4a,3gp,3g2,mj2', '-fflags', 'nobuffer', '-probesize', '200000',
  '-analyzeduration', '0', '-f', 'mp4', '-i', 'pipe:0',
];

/** Keyframes where the picture has them, so that segments are cut at the same moments. */
function writing({ kilobits }: PictureSize, index: number): string[] {
  return [
    '-map', `[v${index}]`, '-map', '0:a:0?', '-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency', '-profile:v', 'main', '-pix_fmt', 'yuv420p',
    '-b:v', `${kilobits}k`, '-maxrate', `${kilobits}k`, '-bufsize', `${kilobits}k`, '-force_key_frames', 'source', '-g', '600', '-sc_threshold', '0', '-threads', '1',
    '-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-map_metadata', '-1', '-flvflags', 'no_duration_filesize', '-flush_packets', '1', '-f', 'flv', `pipe:${index === 0 ? 1 : 2 + index}`,
  ];
}

function wordsFor(sizes: readonly PictureSize[]): string[] {
  const split = `[0:v:0]split=${sizes.length}${sizes.map((_, at) => `[s${at}]`).join('')}`;
  const scales = sizes.map(({ side }, at) => `[s${at}]scale=w='if(gt(iw,ih),-2,${side})':h='if(gt(iw,ih),${side},-2)'[v${at}]`);
  return [...READING, '-filter_complex', [split, ...scales].join(';'), ...sizes.flatMap(writing)];
}

/** @param program the address of ffmpeg */
export function startScaling(program: string, sizes: readonly PictureSize[]): Scaling {
  const child = spawn('/bin/sh', ['-c', `ulimit -v ${MEMORY_KB} 2>/dev/null; exec "$0" "$@"`, program, ...wordsFor(sizes)], {
    stdio: ['pipe', 'pipe', 'pipe', ...sizes.slice(1).map(() => 'pipe' as const)],
    env: { PATH: process.env['PATH'] ?? '', LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'] ?? '' },
  });
  const [input, first, errors, ...rest] = child.stdio as unknown as [Writable, Readable, Readable, ...Readable[]];
  let said = '';
  errors.on('data', (bytes: Buffer) => {
    said = (said + String(bytes)).slice(-2000);
  });
  input.on('error', () => undefined);
  try {
    if (child.pid !== undefined) setPriority(child.pid, 10);
  } catch {
    // Not every container allows it; it is a courtesy.
  }
  return {
    input,
    outputs: [first, ...rest],
    over: new Promise((resolve) => {
      child.once('error', (error) => resolve({ code: error.message, said })).once('close', (code, signal) => resolve({ code: code ?? signal ?? '', said }));
    }),
    kill: () => void child.kill('SIGKILL'),
  };
}
