import type { Id } from '#kit/ids.ts';

export type AttachmentState = 'processing' | 'ready' | 'failed';
export type AttachmentType = 'unknown' | 'image' | 'gifv' | 'video' | 'audio';

export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** What is known of the files; what does not apply is not there. */
export interface MediaMeta {
  readonly size?: Dimensions;
  readonly small?: Dimensions;
  /** Seconds. */
  readonly duration?: number;
  /** A second. */
  readonly frameRate?: number;
  /** Bits a second. */
  readonly bitrate?: number;
}

/** The point that must stay in sight when the picture is cut: from -1 (left, bottom) to 1 (right, top). */
export interface Focus {
  readonly x: number;
  readonly y: number;
}

/** A picture, film or sound of a post, or of one yet to be written. Never changed in place. */
export interface AttachmentFacts {
  readonly id: Id;
  readonly ownerId: Id;
  readonly postId: Id | undefined;
  readonly state: AttachmentState;
  readonly type: AttachmentType;
  readonly fileKey: string | undefined;
  readonly previewKey: string | undefined;
  readonly meta: MediaMeta;
  /** What it shows, for those who do not see it; empty: nobody has said. */
  readonly description: string;
  readonly blurhash: string | undefined;
  readonly focus: Focus | undefined;
  readonly problem: string | undefined;
}

/** What its owner may say about it; what is undefined stays. */
export interface AttachmentWish {
  readonly description?: string | undefined;
  readonly focus?: Focus | undefined;
}

/** The same for one of several. */
export interface MediaWish extends AttachmentWish {
  readonly id: Id;
  /** Another small picture of it, see `makePreview`. */
  readonly preview?: Preview | undefined;
}

/** A small picture that stands for a film or sound, on the disk. */
export interface Preview {
  readonly previewKey: string | undefined;
  readonly blurhash: string | undefined;
  readonly meta: MediaMeta;
}

/** A small picture written as `:shortcode:`. */
export interface Emoji {
  readonly shortcode: string;
  readonly category: string | undefined;
  readonly fileKey: string;
  readonly stillKey: string;
}
