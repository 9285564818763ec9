import { accountChanged, standingChanged } from '#accounts';
import { attachmentChanged } from '#media';
import { work } from '#platform/events.ts';
import type { Listener } from '#platform/events.ts';
import { postCreated, postDeleted, postEdited, postImported } from '#posts';
import { indexPosts, settleAuthor } from './commands/index-posts.ts';
import { forgetSaved } from './commands/saved.ts';
import { trendListeners } from './reads/read-trends.ts';

export const listeners: readonly Listener[] = [
  work(postCreated, 'search.indexPost', async (ctx, { payload }) => {
    if (payload.repostOfId === undefined) await indexPosts(ctx, [payload.id]);
  }),
  work(postImported, 'search.indexImported', (ctx, { payload }) => indexPosts(ctx, [payload.id])),
  work(postEdited, 'search.indexEdit', (ctx, { payload }) => indexPosts(ctx, [payload.id])),
  work(postDeleted, 'search.forgetPost', async (ctx, { payload }) => {
    if (payload.repostOfId === undefined) await indexPosts(ctx, [payload.id]);
  }),
  work(attachmentChanged, 'search.indexAttachment', (ctx, { payload }) => indexPosts(ctx, [payload.postId])),
  ...trendListeners,
  work(accountChanged, 'search.settleAuthor', (ctx, { payload }) => settleAuthor(ctx, payload.id)),
  work(standingChanged, 'search.forgetSaved', forgetSaved),
];
