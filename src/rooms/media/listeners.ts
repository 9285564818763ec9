import { hear } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { emojiAdded, emojiRemoved } from './events.ts';
import { mediaState } from './state.ts';

export const listeners: readonly Listener[] = [
  hear(emojiAdded, 'media.rememberEmoji', (ctx, { payload }) => void mediaState(ctx).emojis.set(payload.shortcode, payload)),
  hear(emojiRemoved, 'media.forgetEmoji', (ctx, { payload }) => void mediaState(ctx).emojis.delete(payload.shortcode)),
];
