/**
 * ffmpeg, where it is on the machine: makes of other codings what every browser plays, and draws the first picture of a film.
 * It is native code that a stranger's bytes reach, so it runs apart, with a time, a memory and nothing but the one file: no
 * network, no list of other files, no device, and only the containers that are taken here.
 */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { setPriority } from 'node:os';
import { delimiter, join } from 'node:path';
import { HIGHEST_FRAME_RATE, LARGEST_MOVIE_BYTES } from './bounds.ts';

/** Its address, by the folders of PATH; undefined where it is not there. */
export function findConverter(environment: Record<string, string | undefined>): string | undefined {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, 'ffmpeg');
    try {
      accessSync(file, constants.X_OK);
      if (folder !== '') return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

const DEADLINE_MS = 120_000;
const MEMORY_KB = 2_000_000;
/** Longer films are cut there: what is taken is short. */
const LONGEST_SECONDS = 600;
const SHOWN_SIDE = 1920;

const READING = [
  '-nostdin', '-hide_banner', '-loglevel', 'error', '-threads', '1', '-protocol_whitelist', 'file',
  '-format_whitelist', 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,gif,ogg,mp3,wav,flac',
];
const NOTHING_ELSE = ['-map_metadata', '-1', '-map_chapters', '-1', '-sn', '-dn'];
/** H.264 in the form that every device plays needs sides of even length. */
const SHAPE = `scale=w='min(${SHOWN_SIDE},iw)':h='min(${SHOWN_SIDE},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;

export interface Converter {
  /** To H.264 and AAC in MP4, or AAC alone; false when it could not. */
  toMp4(from: string, to: string): Promise<boolean>;
  /** The first picture of a film as PNG; false when there is none. */
  drawFirst(from: string, to: string): Promise<boolean>;
}

export function createConverter(program: string): Converter {
  const run = (words: readonly string[]): Promise<boolean> =>
    new Promise((resolve) => {
      // The shell bounds what follows it; all words are arguments, none is read by it.
      const child = spawn('/bin/sh', ['-c', `ulimit -v ${MEMORY_KB} 2>/dev/null; exec "$0" "$@"`, program, ...words], {
        stdio: 'ignore',
        env: { PATH: process.env['PATH'] ?? '', LD_LIBRARY_PATH: process.env['LD_LIBRARY_PATH'] ?? '' },
      });
      const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
      const end = (code: unknown): void => {
        clearTimeout(deadline);
        resolve(code === 0);
      };
      child.once('exit', end).once('error', end);
      try {
        if (child.pid !== undefined) setPriority(child.pid, 15);
      } catch {
        // Not every container allows it; it is a courtesy.
      }
    });
  return {
    toMp4: (from, to) =>
      run([
        ...READING, '-i', `file:${from}`, '-map', '0:v:0?', '-map', '0:a:0?', ...NOTHING_ELSE,
        '-t', String(LONGEST_SECONDS), '-fs', String(LARGEST_MOVIE_BYTES), '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p',
        '-vf', SHAPE, '-fpsmax', String(HIGHEST_FRAME_RATE / 2), '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-threads', '1', '-f', 'mp4', '-y', `file:${to}`,
      ]),
    drawFirst: (from, to) =>
      run([...READING, '-i', `file:${from}`, '-map', '0:v:0', ...NOTHING_ELSE, '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1', '-y', `file:${to}`]),
  };
}
