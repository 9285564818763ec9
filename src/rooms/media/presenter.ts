import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { AttachmentFacts, Dimensions, Emoji, MediaMeta } from './types.ts';
import { oneOf } from '#kit/one-of.ts';

const Text = Type.String({ maxLength: 100_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);

/** The MediaAttachment entity. */
export const AttachmentReply = Type.Object({
  id: Text,
  type: oneOf(['unknown', 'image', 'gifv', 'video', 'audio']),
  url: TextOrNull,
  preview_url: TextOrNull,
  remote_url: Type.Null(),
  preview_remote_url: Type.Null(),
  text_url: Type.Null(),
  meta: Type.Union([Type.Record(Text, Type.Unknown()), Type.Null()]),
  description: TextOrNull,
  blurhash: TextOrNull,
});

/** The CustomEmoji entity. */
export const EmojiReply = Type.Object({
  shortcode: Text,
  url: Text,
  static_url: Text,
  visible_in_picker: Type.Boolean(),
  category: TextOrNull,
});

function presentSize({ width, height }: Dimensions): object {
  return { width, height, size: `${width}x${height}`, aspect: width / height };
}

/** 0:01:02.50 */
function presentLength(seconds: number): string {
  const rest = (seconds % 60).toFixed(2).padStart(5, '0');
  return `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}:${rest}`;
}

function presentMoving({ size, duration = 0, frameRate, bitrate }: MediaMeta): object {
  return {
    length: presentLength(duration),
    duration,
    ...(frameRate !== undefined && { fps: Math.round(frameRate) }),
    ...(size && presentSize(size)),
    original: {
      ...(size && { width: size.width, height: size.height }),
      ...(frameRate !== undefined && { frame_rate: `${Math.round(frameRate * 1000)}/1000` }),
      duration,
      ...(bitrate !== undefined && { bitrate }),
    },
  };
}

function presentMeta({ meta, focus }: AttachmentFacts): object {
  const original = meta.duration === undefined ? meta.size && { original: presentSize(meta.size) } : presentMoving(meta);
  return { ...original, ...(meta.small && { small: presentSize(meta.small) }), ...(focus && { focus: { x: focus.x, y: focus.y } }) };
}

/** The address of a file that was made here. */
export function presentFile(origin: string, key: string): string {
  return `${origin}/files/${key}`;
}

export function presentAttachment(origin: string, attachment: AttachmentFacts): object {
  const { id, type, state, fileKey, previewKey, description, blurhash } = attachment;
  const url = fileKey === undefined ? null : presentFile(origin, fileKey);
  return {
    id: String(id),
    type,
    url,
    preview_url: url === null || previewKey === undefined ? null : presentFile(origin, previewKey),
    remote_url: null,
    preview_remote_url: null,
    text_url: null,
    meta: state === 'ready' ? presentMeta(attachment) : null,
    description: description === '' ? null : description,
    blurhash: blurhash ?? null,
  };
}

export function presentEmoji(origin: string, emoji: Emoji): Static<typeof EmojiReply> {
  return {
    shortcode: emoji.shortcode,
    url: presentFile(origin, emoji.fileKey),
    static_url: presentFile(origin, emoji.stillKey),
    visible_in_picker: true,
    category: emoji.category ?? null,
  };
}
