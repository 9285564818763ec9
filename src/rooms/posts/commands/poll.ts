import { limits } from '#instance';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { countGraphemes } from '#kit/text.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { defineJob } from '#platform/jobs.ts';
import { pollEnded } from '../events.ts';
import { eventAbout } from '../facts.ts';
import { deleteBallots, deletePoll, selectPollForChange, updateEnded, upsertPoll } from '../queries/polls.ts';
import { postFacts } from '../reads/read-posts.ts';
import type { PollDraft, PollFacts } from '../types.ts';

export const endPoll = defineJob<{ postId: Id }>('posts.endPoll');

/** Bytes of an option for each character it may have: one seen as a single character may be a crowd of joined ones. */
const BYTES_PER_CHARACTER = 16;

/**
 * A poll as it will be kept: options trimmed, empty ones left out, as in the field.
 * @throws Refusal 422 when it is not within the limits that this server announces
 */
export function checkPoll(draft: PollDraft): PollDraft {
  const titles = draft.titles.map((title) => title.normalize().replaceAll(/\s+/g, ' ').trim()).filter((title) => title !== '');
  const most = limits.pollOptionCharacters;
  if (titles.length < 2) throw invalid('Validation failed: a poll must have more than one option');
  if (titles.length > limits.pollOptions) throw invalid(`Validation failed: a poll has at most ${limits.pollOptions} options`);
  if (titles.some((title) => countGraphemes(title) > most || Buffer.byteLength(title) > most * BYTES_PER_CHARACTER)) {
    throw invalid(`Validation failed: an option of a poll has at most ${most} characters`);
  }
  if (new Set(titles).size < titles.length) throw invalid('Validation failed: a poll has no option twice');
  const { seconds } = draft;
  if (seconds > limits.pollLongestSeconds) throw invalid('Validation failed: the end of the poll is too far in the future');
  if (seconds < limits.pollShortestSeconds) throw invalid('Validation failed: the end of the poll is too soon');
  return { ...draft, titles };
}

/** A poll nobody has voted in yet. */
export function newPoll(draft: PollDraft, postId: Id, roundId: Id, from: Date): PollFacts {
  const { titles, multiple, hidesTotals } = draft;
  const expiresAt = new Date(from.getTime() + draft.seconds * 1000);
  return { postId, roundId, titles, votes: titles.map(() => 0), voters: 0, multiple, hidesTotals, expiresAt };
}

/** Keeps a poll and orders its end. */
export async function writePoll(tx: Context, poll: PollFacts): Promise<void> {
  const { postId, expiresAt } = poll;
  await Promise.all([upsertPoll(tx, poll), tx.enqueue(endPoll, { postId }, { runAt: expiresAt, key: `posts.endPoll ${postId}` })]);
}

/** What an edit makes of a poll. */
export interface PollChange {
  readonly before: PollFacts | undefined;
  readonly after: PollFacts | undefined;
  /** It asks something else: part of the wording, and kept with it. */
  readonly asks: 'the same' | 'something else';
}

/** Decides what an edit makes of the poll of a post, whose row is held. `wanted` undefined: nothing; null: it goes. */
export async function planPoll(tx: Context, postId: Id, hasPoll: boolean, wanted: PollDraft | null | undefined): Promise<PollChange> {
  const held = hasPoll ? await selectPollForChange(tx, postId) : undefined;
  const { ended = false, ...before } = held ?? ({} as PollFacts & { ended?: boolean });
  const present = held === undefined ? undefined : before;
  if (wanted === undefined) return { before: present, after: present, asks: 'the same' };
  if (wanted === null) return { before: present, after: undefined, asks: present === undefined ? 'the same' : 'something else' };
  if (present === undefined || wanted.multiple !== present.multiple || wanted.titles.join('\n') !== present.titles.join('\n')) {
    return { before: present, after: newPoll(wanted, postId, newId(tx), tx.now()), asks: 'something else' };
  }
  // Apps send the whole poll with every edit: what has ended is not opened again by that.
  if (ended || present.expiresAt <= tx.now()) return { before: present, after: present, asks: 'the same' };
  const { expiresAt } = newPoll(wanted, postId, present.roundId, tx.now());
  return { before: present, after: { ...present, expiresAt, hidesTotals: wanted.hidesTotals }, asks: 'the same' };
}

/** Writes what was planned. Other options drop the votes, since nobody voted for them. */
export async function changePoll(tx: Context, { before, after, asks }: PollChange): Promise<void> {
  if (before !== undefined && after === undefined) return deletePoll(tx, before.postId);
  if (after === undefined || after === before) return;
  if (before !== undefined && asks === 'something else') await deleteBallots(tx, before.postId);
  await writePoll(tx, after);
}

/** Tells, once, that a poll has ended. Safe to repeat. */
export async function tellEnd(ctx: Context, { postId }: { postId: Id }): Promise<void> {
  const [facts] = await postFacts(ctx, [postId]);
  await transaction(ctx, async (tx) => {
    const poll = await selectPollForChange(tx, postId);
    if (facts === undefined || poll === undefined || poll.ended) return;
    // Its end was put off while this job began.
    if (poll.expiresAt > tx.now()) return tx.enqueue(endPoll, { postId }, { runAt: poll.expiresAt, key: `posts.endPoll ${postId}` });
    await updateEnded(tx, postId);
    tx.emit(pollEnded, eventAbout(facts));
  });
}
