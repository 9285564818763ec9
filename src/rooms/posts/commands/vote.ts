import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { SYSTEM, houseOf, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { pollCounted, voted } from '../events.ts';
import { eventAbout } from '../facts.ts';
import { deleteBallot, insertBallots, selectPollForChange, updateTotals } from '../queries/polls.ts';
import { getPolled } from '../reads/polls.ts';
import { postFacts } from '../reads/read-posts.ts';
import { postsState } from '../state.ts';
import type { WaitingBallot } from '../state.ts';
import type { Ballot, PollFacts } from '../types.ts';
import { actor } from './create-post.ts';

/** Ballots that are counted in one transaction. */
const MOST_AT_ONCE = 200;
/** Open streams are told of the totals of a poll so often at most: everybody who has the post on screen gets it anew. */
const PACE_MS = 2000;

const ENDED = 'Validation failed: The poll has already ended';
const TWICE = 'Validation failed: You have already voted on this poll';

/**
 * Votes in a poll, once and for good.
 *
 * Every vote changes the row of its poll, so votes that come together would wait for each other's commits. Those that are
 * waiting are therefore counted together, in one transaction (bench: `poll-1000`).
 * @throws Refusal 404 for a poll that is not there or not to be seen; 422 for one's own, an ended one, a second vote and choices
 *   that are none
 */
export async function vote(ctx: Context, postId: Id, places: readonly number[]): Promise<void> {
  const accountId = actor(ctx);
  const facts = await getPolled(ctx, postId);
  const { poll } = facts;
  if (poll.expiresAt <= ctx.now()) throw invalid(ENDED);
  if (facts.authorId === accountId) throw invalid('Validation failed: You cannot vote in your own polls');
  const choices = [...new Set(places)].sort((a, b) => a - b);
  if (choices.length === 0) throw invalid('Validation failed: choices is missing');
  if (choices.some((place) => poll.titles[place] === undefined)) throw invalid('Validation failed: The chosen vote option does not exist');
  if (choices.length > 1 && !poll.multiple) throw invalid('Validation failed: This poll takes one choice only');
  const { boxes } = postsState(ctx);
  await new Promise<void>((counted, refused) => {
    const ballot = { accountId, choices, roundId: poll.roundId, counted, refused };
    const waiting = boxes.get(postId);
    if (waiting !== undefined) return void waiting.push(ballot);
    boxes.set(postId, [ballot]);
    void emptyBox(houseOf(ctx).context(SYSTEM, ctx.log), postId);
  });
}

/** Counts what waits for a poll until nothing does. One at a time for each poll. */
async function emptyBox(ctx: Context, postId: Id): Promise<void> {
  const { boxes } = postsState(ctx);
  for (;;) {
    const ballots = boxes.get(postId)?.splice(0, MOST_AT_ONCE) ?? [];
    if (ballots.length === 0) break;
    try {
      const reasons = await transaction(ctx, (tx) => count(tx, postId, ballots));
      for (const [at, ballot] of ballots.entries()) {
        const reason = reasons[at];
        if (reason === undefined) ballot.counted();
        else ballot.refused(reason);
      }
    } catch (error) {
      for (const ballot of ballots) ballot.refused(error);
    }
  }
  boxes.delete(postId);
}

/** @returns why each ballot was not counted; undefined for those that were */
async function count(tx: Context, postId: Id, ballots: readonly WaitingBallot[]): Promise<(Error | undefined)[]> {
  const poll = await selectPollForChange(tx, postId);
  if (poll === undefined) return ballots.map(() => notFound());
  if (poll.ended || poll.expiresAt <= tx.now()) return ballots.map(() => invalid(ENDED));
  const first = new Map<Id, WaitingBallot>();
  for (const ballot of ballots) if (ballot.roundId === poll.roundId && !first.has(ballot.accountId)) first.set(ballot.accountId, ballot);
  const kept = new Set(first.size === 0 ? [] : await insertBallots(tx, poll, [...first.values()]));
  const added = [...first.values()].filter(({ accountId }) => kept.has(accountId));
  if (added.length > 0) await retotal(tx, poll, added, 1);
  return ballots.map((ballot) => {
    if (ballot.roundId !== poll.roundId) return invalid('Validation failed: The options of this poll have changed');
    return added.includes(ballot) ? undefined : invalid(TWICE);
  });
}

async function retotal(tx: Context, { postId, roundId, ...poll }: PollFacts, ballots: readonly Ballot[], by: 1 | -1): Promise<void> {
  const votes = [...poll.votes];
  for (const place of ballots.flatMap(({ choices }) => choices)) votes[place] = (votes[place] ?? 0) + by;
  const voters = poll.voters + by * ballots.length;
  await updateTotals(tx, { postId, votes, voters });
  const told = ballots.map(({ accountId, choices }) => ({ accountId, choices: by === 1 ? choices : [] }));
  tx.emit(voted, { postId, roundId, votes, voters, ballots: told });
}

/** Takes the ballot of an account that is deleted. Safe to repeat. */
export async function withdrawVote(ctx: Context, postId: Id, accountId: Id): Promise<void> {
  await transaction(ctx, async (tx) => {
    const poll = await selectPollForChange(tx, postId);
    const choices = poll && (await deleteBallot(tx, postId, accountId));
    if (poll !== undefined && choices !== undefined) await retotal(tx, poll, [{ accountId, choices }], -1);
  });
}

/** Has open streams told of the totals of a poll, in a while, together with whatever is voted until then. */
export function paceRecount(ctx: Context, postId: Id): void {
  const { recounted } = postsState(ctx);
  if (recounted.has(postId)) return;
  const tell = async (): Promise<void> => {
    const [facts] = await postFacts(ctx, [postId]);
    if (facts?.poll !== undefined) await transaction(ctx, async (tx) => tx.emit(pollCounted, eventAbout(facts)));
  };
  const later = setTimeout(() => {
    recounted.delete(postId);
    tell().catch((error: unknown) => ctx.log.warn({ err: error, postId }, 'streams were not told of the totals of a poll'));
  }, PACE_MS).unref();
  recounted.set(postId, later);
}

/** At the end of the process: who reads the poll again has the totals anyway. */
export function forgetRecounts(ctx: Context): void {
  const { recounted } = postsState(ctx);
  for (const later of recounted.values()) clearTimeout(later);
  recounted.clear();
}
