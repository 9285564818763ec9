import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import type { RateRuleName } from '#platform/http/rates.ts';
import { Type } from 'typebox';
import {
  bookmarkPost, likePost, muteThread, pinPost, unbookmarkPost, unlikePost, unmuteThread, unpinPost,
} from '../commands/mark-post.ts';
import { repost, undoRepost } from '../commands/repost.ts';
import { encodePost } from '../reads/encode-posts.ts';
import { getPost, readPosts } from '../reads/read-posts.ts';
import type { PostFacts } from '../types.ts';
import { IdParams, PostReply, pathId } from './schemas.ts';
import { readVisibility } from './wording.ts';

interface Act {
  readonly verb: string;
  readonly scope: string;
  readonly summary: string;
  readonly rate?: RateRuleName;
  run(ctx: Context, id: Id): Promise<PostFacts>;
}

/** Acts without a word of their own: each answers with the post as it is after it. */
const acts: readonly Act[] = [
  { verb: 'favourite', scope: 'write:favourites', summary: 'Likes a post', run: likePost },
  { verb: 'unfavourite', scope: 'write:favourites', summary: 'Takes a like back', run: unlikePost },
  { verb: 'bookmark', scope: 'write:bookmarks', summary: 'Keeps a post for oneself', run: bookmarkPost },
  { verb: 'unbookmark', scope: 'write:bookmarks', summary: 'Keeps a post no longer', run: unbookmarkPost },
  { verb: 'pin', scope: 'write:accounts', summary: 'Keeps an own post on top of the profile', run: pinPost },
  { verb: 'unpin', scope: 'write:accounts', summary: 'Takes an own post from the top of the profile', run: unpinPost },
  { verb: 'mute', scope: 'write:mutes', summary: 'No more notifications from this thread', run: muteThread },
  { verb: 'unmute', scope: 'write:mutes', summary: 'Notifications from this thread again', run: unmuteThread },
  { verb: 'unreblog', scope: 'write:statuses', summary: 'Takes a repost back', rate: 'delete', run: unrepost },
];

/** Takes back a repost, named by the post or by the repost. */
async function unrepost(ctx: Context, id: Id): Promise<PostFacts> {
  const [facts] = await readPosts(ctx, [id]);
  const originalId = facts?.repostOfId ?? id;
  await undoRepost(ctx, originalId);
  return getPost(ctx, originalId);
}

const reblog = route({
  method: 'POST',
  path: '/api/v1/statuses/:id/reblog',
  who: 'member',
  scope: 'write:statuses',
  rate: 'post',
  summary: 'Reposts a post',
  params: IdParams,
  body: Type.Object({ visibility: Type.Optional(Type.String({ maxLength: 100 })) }),
  reply: PostReply,
  async run(ctx, { params, body }) {
    return encodePost(ctx, await repost(ctx, pathId(params), readVisibility(body.visibility)));
  },
});

export const actRoutes: readonly Route[] = [
  reblog,
  ...acts.map(({ verb, scope, summary, rate, run }) =>
    route({
      method: 'POST',
      path: `/api/v1/statuses/:id/${verb}`,
      who: 'member',
      scope,
      summary,
      ...(rate && { rate }),
      params: IdParams,
      reply: PostReply,
      async run(ctx, { params }) {
        const facts = await run(ctx, pathId(params));
        return encodePost(ctx, await getPost(ctx, facts.id));
      },
    }),
  ),
];
