import { accountChanged, standingChanged } from '#accounts';
import { attachmentChanged } from '#media';
import { work, workTogether } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { postCreated, postDeleted, postEdited, postImported } from '#posts';
import { indexPosts, settleAuthor } from './commands/index-posts.ts';
import { forgetSaved } from './commands/saved.ts';
import { trendListeners } from './reads/read-trends.ts';

export const listeners: readonly Listener[] = [
  workTogether(postCreated, 'search.indexPost', async (ctx, events) => {
    const ids = events.filter(({ payload }) => payload.repostOfId === undefined).map(({ payload }) => payload.id);
    if (ids.length > 0) await indexPosts(ctx, ids);
  }),
  workTogether(postImported, 'search.indexImported', (ctx, events) => indexPosts(ctx, events.map(({ payload }) => payload.id))),
  work(postEdited, 'search.indexEdit', (ctx, { payload }) => indexPosts(ctx, [payload.id])),
  work(postDeleted, 'search.forgetPost', async (ctx, { payload }) => {
    if (payload.repostOfId === undefined) await indexPosts(ctx, [payload.id]);
  }),
  work(attachmentChanged, 'search.indexAttachment', (ctx, { payload }) => indexPosts(ctx, [payload.postId])),
  ...trendListeners,
  work(accountChanged, 'search.settleAuthor', (ctx, { payload }) => settleAuthor(ctx, payload.id)),
  work(standingChanged, 'search.forgetSaved', forgetSaved),
];
