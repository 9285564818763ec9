import type { Id } from '#kit/ids.ts';
import type { AttachmentState, AttachmentType, MediaMeta } from './types.ts';

export interface AttachmentRow {
  id: Id;
  owner_id: Id;
  post_id: Id | null;
  state: AttachmentState;
  type: AttachmentType;
  spool: string | null;
  format: string | null;
  problem: string | null;
  file_key: string | null;
  preview_key: string | null;
  meta: MediaMeta;
  description: string;
  blurhash: string | null;
  focus_x: number | null;
  focus_y: number | null;
  created_at: Date;
  sweep_at: Date | null;
}

/** What queries of higher rooms may read, never write. */
export interface ReadableMedia {
  'media.attachment': { id: Id; type: string; description: string };
}

export interface EmojiRow {
  shortcode: string;
  category: string | null;
  file_key: string;
  still_key: string;
}
