import { findEmojis, presentEmoji } from '#media';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { encodePoll } from '../presenter.ts';
import { selectNewestVotes, selectVoters, selectVotesAmong } from '../queries/polls.ts';
import { postsState } from '../state.ts';
import type { ViewerVotes } from '../state.ts';
import type { OwnVote, PollFacts, PostFacts } from '../types.ts';
import { getOriginal } from './read-posts.ts';

/** How many of a viewer's votes are held, those in the newest posts. */
const HELD = 500;

/** What the viewer has voted, at once when it is in memory. Read outside the caller's transaction, as facts are. */
function viewerVotes(ctx: Context, accountId: Id): ViewerVotes | Promise<ViewerVotes> {
  return postsState(ctx).votes.load(accountId, async () => {
    const held = await selectNewestVotes(houseOf(ctx).context(SYSTEM), accountId, HELD);
    return { cast: new Map(held.map((vote) => [vote.postId, vote])), floor: held.length < HELD ? 0 : (held.at(-1)?.postId as Id) };
  });
}

/** What the viewer voted in a poll: no places for nothing; undefined when PostgreSQL has to be asked. */
export function ownChoices(votes: ViewerVotes, poll: PollFacts): readonly number[] | undefined {
  const vote = votes.cast.get(poll.postId);
  if (vote !== undefined) return choicesIn(poll, vote);
  return poll.postId < votes.floor ? undefined : NOTHING;
}

const NOTHING: readonly number[] = [];

/** A ballot for options that have changed since is none. */
function choicesIn(poll: PollFacts, vote: OwnVote | undefined): readonly number[] {
  return vote?.roundId === poll.roundId ? vote.choices : NOTHING;
}

/** The viewer's choices in the polls of these posts, whatever it takes. By post. */
export async function choicesOf(ctx: Context, accountId: Id, polls: readonly PollFacts[]): Promise<Map<Id, readonly number[]>> {
  const votes = await viewerVotes(ctx, accountId);
  const old = polls.filter((poll) => ownChoices(votes, poll) === undefined);
  const rows = old.length === 0 ? [] : await selectVotesAmong(houseOf(ctx).context(SYSTEM), accountId, old.map(({ postId }) => postId));
  const found = new Map(rows.map((vote) => [vote.postId, vote]));
  return new Map(polls.map((poll) => [poll.postId, ownChoices(votes, poll) ?? choicesIn(poll, found.get(poll.postId))]));
}

/** The post with this poll. @throws Refusal 404 when the viewer may not see it, or it has none */
export async function getPolled(ctx: Context, id: Id): Promise<PostFacts & { readonly poll: PollFacts }> {
  const facts = await getOriginal(ctx, id);
  const { poll } = facts;
  if (poll === undefined || facts.id !== id) throw notFound();
  return { ...facts, poll };
}

/** The JSON of the poll of a post. */
export async function encodePollOf(ctx: Context, facts: PostFacts & { readonly poll: PollFacts }): Promise<Buffer> {
  const viewer = viewerId(ctx);
  const own = viewer === undefined ? undefined : (await choicesOf(ctx, viewer, [facts.poll])).get(facts.id);
  return Buffer.from(encodePoll(facts.poll, ctx.now(), own && { choices: own, isAuthor: facts.authorId === viewer }, presentEmojis(ctx, facts.poll.titles)));
}

/** Some of those who voted in a poll, by growing ids: for telling them of its end, and for nobody's eyes. */
export function pollVoters(ctx: Context, postId: Id, above: Id, limit: number): Promise<Id[]> {
  return selectVoters(ctx, postId, above, limit);
}

/** The custom emoji whose short codes stand in these texts, as JSON has them. */
export function presentEmojis(ctx: Context, texts: readonly string[]): object[] {
  return findEmojis(ctx, texts).map((emoji) => presentEmoji(houseOf(ctx).config.origin, emoji));
}
