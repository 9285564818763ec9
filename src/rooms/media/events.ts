import type { Id } from '#kit/ids.ts';
import { defineEvent } from '#platform/events.ts';
import type { Emoji } from './types.ts';

/** What is said of an attachment, or its small picture, after a post shows it. */
export const attachmentChanged = defineEvent<{ id: Id; ownerId: Id; postId: Id }>('media.attachmentChanged');
/** Also for one that replaces another. */
export const emojiAdded = defineEvent<Emoji>('media.emojiAdded');
export const emojiRemoved = defineEvent<{ shortcode: string }>('media.emojiRemoved');
