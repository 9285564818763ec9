/** What the app and its picture process say to each other. */

import type { PictureProblem } from './picture-error.ts';
import type { Picture, Size } from './render.ts';
import type { PictureFormat } from './sniff.ts';

export interface Job {
  bytes: Uint8Array;
  format: PictureFormat;
  size: Size;
}

/** `spent`: the process has grown and should not be given another. */
export type Reply =
  | { ready: true }
  | { failed: string }
  | { picture: Picture; spent: boolean }
  | { problem: PictureProblem; spent: boolean };

/** The exit code that means: this picture took too much memory. */
export const MEMORY_EXIT = 70;
