/** Sends what was written. */

import { ApiError, api } from '../../client/api.ts';
import { sendPost } from '../../client/outbox.ts';
import { seedPosts } from '../../client/posts.ts';
import { insertInto } from '../../client/timeline.ts';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import type { Draft, Medium } from './draft.ts';
import type { Start } from './start.ts';

/** What became of it: a post, one that waits for its time, or one that waits here for a connection. */
export type Made = { readonly kind: 'sent'; readonly post: Post } | { readonly kind: 'scheduled' } | { readonly kind: 'kept' };

const idsOf = (media: readonly Medium[]): string[] => media.flatMap(({ id }) => id ?? []);
const focusOf = ({ focus: { x, y } }: Medium): string => `${x.toFixed(2)},${y.toFixed(2)}`;
const told = (draft: Draft): boolean => (draft.warning ?? '').trim() !== '';

function pollBody({ poll }: Draft): object {
  if (poll === undefined) return {};
  const options = poll.options.map((option) => option.trim()).filter((option) => option !== '');
  return { poll: { options, expires_in: poll.seconds, multiple: poll.multiple, hide_totals: poll.hidesTotals } };
}

const wording = (draft: Draft): object => ({
  status: draft.text, spoiler_text: draft.warning ?? '', sensitive: draft.sensitive || (told(draft) && draft.media.length > 0), language: draft.language, media_ids: idsOf(draft.media), ...pollBody(draft),
});

/** What was said of a picture after it had been sent. */
async function describe(media: readonly Medium[]): Promise<void> {
  await Promise.all(media.map(async (medium) => {
    if (!medium.changed || medium.id === undefined) return;
    await api.put(`/api/v1/media/${medium.id}`, { description: medium.description, focus: focusOf(medium) });
  }));
}

/** Without a connection a post is kept in this browser and leaves by itself. @throws ApiError; then nothing was written */
export async function publish(draft: Draft, start: Start, account: string): Promise<Made> {
  if (start.kind === 'edit') {
    const attributes = draft.media.flatMap((medium) => (medium.id === undefined ? [] : { id: medium.id, description: medium.description, focus: focusOf(medium) }));
    const post = await api.put<Post>(`/api/v1/statuses/${start.post.id}`, { ...wording(draft), media_attributes: attributes, quote_approval_policy: draft.policy });
    seedPosts([post]);
    return { kind: 'sent', post };
  }
  await describe(draft.media);
  const body = {
    ...wording(draft), visibility: draft.visibility, quote_approval_policy: draft.policy,
    ...(start.kind === 'reply' && { in_reply_to_id: start.post.id }), ...(start.kind === 'quote' && { quoted_status_id: start.post.id }),
  };
  if (draft.at !== undefined) {
    await api.post('/api/v1/statuses', { ...body, scheduled_at: new Date(draft.at).toISOString() }, { key: draft.key });
    return { kind: 'scheduled' };
  }
  const made = await sendPost({ account, body });
  if (made.kind === 'sent') {
    seedPosts([made.post]);
    insertInto('home', made.post);
  }
  return made;
}

/** Why it was not published, beside what was to be. */
export function problemOf(error: unknown): string {
  if (!(error instanceof ApiError)) return m.composer_failed();
  if (error.offline) return m.composer_offline();
  if (error.status === 429) return m.composer_too_many();
  if (error.status >= 500) return m.composer_failed();
  return m.composer_refused({ reason: error.message.replace(/^Validation failed: /, '') });
}
