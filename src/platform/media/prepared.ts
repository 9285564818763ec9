/** What is made of an upload, and what is asked of the process that makes it. */

import type { BlobType } from '#platform/blobs.ts';
import type { PictureFormat } from '#platform/pictures/sniff.ts';
import type { MovieFormat } from './sniff.ts';

/** Paths are ours, made by the blob store. */
export type MediaJob =
  | { readonly kind: 'picture' | 'emoji'; readonly path: string; readonly out: string; readonly format: PictureFormat }
  | { readonly kind: 'movie'; readonly path: string; readonly out: string; readonly format: MovieFormat };

export interface MadeFile {
  readonly path: string;
  readonly type: BlobType;
}

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

export interface Prepared {
  readonly type: 'image' | 'gifv' | 'video' | 'audio';
  readonly file: MadeFile;
  /** A picture of several frames. */
  readonly moves: boolean;
  /** Small and still. */
  readonly preview: (MadeFile & Dimensions) | undefined;
  readonly blurhash: string | undefined;
  readonly size: Dimensions | undefined;
  /** Seconds, frames a second and bits a second, of what moves or sounds. */
  readonly duration: number | undefined;
  readonly frameRate: number | undefined;
  readonly bitrate: number | undefined;
}
