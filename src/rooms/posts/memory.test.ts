/** What is held in memory equals what PostgreSQL says, after any history. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Person, Town } from '#town';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { createPost } from './commands/create-post.ts';
import { deletePost } from './commands/delete-post.ts';
import { editPost } from './commands/edit-post.ts';
import {
  bookmarkPost, likePost, muteThread, pinPost, unbookmarkPost, unlikePost, unmuteThread, unpinPost,
} from './commands/mark-post.ts';
import { repost, undoRepost } from './commands/repost.ts';
import { vote } from './commands/vote.ts';
import { encodePosts } from './reads/encode-posts.ts';
import { getPost, readPosts } from './reads/read-posts.ts';
import { postsState } from './state.ts';
import type { PollDraft, ChosenVisibility } from './types.ts';

let town: Town;
let people: readonly Person[];
beforeAll(async () => {
  town = await openTown();
  people = await town.people('alice', 'bob', 'carol');
  await people[1]?.follows(people[0] as Person);
}, 60_000);
afterAll(() => town.close());

const as = (who: number): Context => town.house.context({ kind: 'account', id: Number(people[who % people.length]?.id) });

const visibilities: readonly ChosenVisibility[] = ['public', 'unlisted', 'followers', 'direct'];
const act = fc.record({
  what: fc.constantFrom('post', 'ask', 'vote', 'answer', 'edit', 'delete', 'repost', 'undo', 'like', 'unlike', 'keep', 'unkeep', 'pin', 'unpin', 'mute', 'unmute'),
  who: fc.nat(2),
  at: fc.nat(30),
  visibility: fc.nat(3),
  clears: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const pollOf = (at: number): PollDraft => ({ titles: ['a', 'b', `c${at % 2}`], seconds: 600 + at, multiple: false, hidesTotals: at % 2 === 0 });

/** Does one act; a refusal is an answer as well. */
async function run(one: Act, ids: Id[]): Promise<void> {
  const ctx = as(one.who);
  const id = ids[one.at % Math.max(1, ids.length)] ?? 0;
  const visibility = visibilities[one.visibility];
  if (one.clears) postsState(ctx).posts.clear();
  const acts: Record<Act['what'], () => Promise<unknown>> = {
    post: async () => ids.push((await createPost(ctx, { text: `post ${one.at} #tag${one.at % 3} @bob`, visibility })).id),
    answer: async () => ids.push((await createPost(ctx, { text: 'answer', visibility, replyToId: id })).id),
    ask: async () => ids.push((await createPost(ctx, { text: `ask ${one.at}`, visibility, poll: pollOf(one.at) })).id),
    vote: () => vote(ctx, id, [one.at % 3]),
    edit: () => editPost(ctx, id, { text: `edited ${one.at} #tag${one.at % 4}`, poll: [undefined, null, pollOf(one.at)][one.at % 3] }),
    delete: async () => deletePost(ctx, await getPost(ctx, id)),
    repost: async () => ids.push((await repost(ctx, id, visibility)).id),
    undo: () => undoRepost(ctx, id),
    like: () => likePost(ctx, id),
    unlike: () => unlikePost(ctx, id),
    keep: () => bookmarkPost(ctx, id),
    unkeep: () => unbookmarkPost(ctx, id),
    pin: () => pinPost(ctx, id),
    unpin: () => unpinPost(ctx, id),
    mute: () => muteThread(ctx, id),
    unmute: () => unmuteThread(ctx, id),
  };
  await acts[one.what]().catch((error: { status?: number }) => {
    if (error.status === undefined) throw error;
  });
}

const show = async (ids: readonly Id[]): Promise<unknown[]> => {
  const answers = [];
  for (let who = 0; who < people.length; who++) {
    const ctx = as(who);
    answers.push(JSON.parse(String(await encodePosts(ctx, await readPosts(ctx, ids)))));
  }
  return answers;
};

test('after any history, two acts at a time, what is in memory equals PostgreSQL, and counts equal rows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 60 }), async (history) => {
      const ids: Id[] = [];
      for (let at = 0; at < history.length; at += 2) {
        await Promise.all(history.slice(at, at + 2).map((one) => run(one, ids)));
      }
      const warm = await show(ids);
      const state = postsState(town.ctx);
      state.posts.clear();
      state.marks.clear();
      state.votes.clear();
      expect(warm).toEqual(await show(ids));
      expect(state.fresh.size).toBe(0);
    }),
    { numRuns: 12 },
  );
  const wrong = await town.sql(`select id from posts.post p where
    likes_count <> (select count(*) from posts.liking where post_id = p.id)
    or reposts_count <> (select count(*) from posts.post where repost_of_id = p.id)
    or replies_count <> (select count(*) from posts.post where reply_to_id = p.id and visibility in ('public', 'unlisted'))
    or tag_keys <> (select coalesce(array_agg(tag_key order by array_position(p.tag_keys, tag_key)), '{}') from posts.tagging where post_id = p.id)
    or cardinality(mentioned_ids) <> (select count(*) from posts.mention where post_id = p.id)`);
  expect(wrong).toEqual([]);
  const miscounted = await town.sql(`select post_id from posts.poll p where
    voters_count <> (select count(*) from posts.poll_vote v where v.post_id = p.post_id and v.round_id = p.round_id)
    or voters_count <> (select count(*) from posts.poll_vote v where v.post_id = p.post_id)
    or exists (select from unnest(votes) with ordinality as o (votes, at)
      where o.votes <> (select count(*) from posts.poll_vote v where v.post_id = p.post_id and o.at - 1 = any(v.choices)))`);
  expect(miscounted).toEqual([]);
  const orphans = await town.sql(`select post_id from (select post_id from posts.tagging union select post_id from posts.mention) n
    where post_id not in (select id from posts.post)`);
  expect(orphans).toEqual([]);
  const authors = await town.sql(`select a.id from accounts.account a
    where posts_count <> (select count(*) from posts.post where author_id = a.id)`);
  expect(authors).toEqual([]);
}, 60_000);
