import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { Ballot, OwnVote, PollFacts } from '../types.ts';

const COLUMNS = `post_id as "postId", round_id as "roundId", titles, votes, voters_count as voters, multiple,
  hides_totals as "hidesTotals", expires_at as "expiresAt"`;

/** By primary key, in no order. */
export function selectPolls(ctx: Context, postIds: readonly Id[]): Promise<PollFacts[]> {
  return rowsOf(ctx, `select ${COLUMNS} from posts.poll where post_id = any($1::bigint[])`, [postIds]);
}

/** The poll, kept from being voted in, changed or deleted by others until the transaction ends. */
export async function selectPollForChange(tx: Context, postId: Id): Promise<(PollFacts & { ended: boolean }) | undefined> {
  const text = `select ${COLUMNS}, ended from posts.poll where post_id = $1 for no key update`;
  const [row] = await rowsOf<PollFacts & { ended: boolean }>(tx, text, [postId]);
  return row;
}

/** Writes a poll, or everything of it anew. */
export async function upsertPoll(tx: Context, poll: PollFacts, ended = false): Promise<void> {
  await rowsOf(
    tx,
    `insert into posts.poll (post_id, round_id, titles, votes, voters_count, multiple, hides_totals, expires_at, ended)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    on conflict (post_id) do update set round_id = excluded.round_id, titles = excluded.titles, votes = excluded.votes,
      voters_count = excluded.voters_count, multiple = excluded.multiple, hides_totals = excluded.hides_totals,
      expires_at = excluded.expires_at, ended = excluded.ended`,
    [poll.postId, poll.roundId, poll.titles, poll.votes, poll.voters, poll.multiple, poll.hidesTotals, poll.expiresAt, ended],
  );
}

/** The ballots go with it by their foreign key. */
export async function deletePoll(tx: Context, postId: Id): Promise<void> {
  await rowsOf(tx, 'delete from posts.poll where post_id = $1', [postId]);
}

export async function updateTotals(tx: Context, poll: Pick<PollFacts, 'postId' | 'votes' | 'voters'>): Promise<void> {
  await rowsOf(tx, 'update posts.poll set votes = $2, voters_count = $3 where post_id = $1', [poll.postId, poll.votes, poll.voters]);
}

/** Marks the end of a poll as told. */
export async function updateEnded(tx: Context, postId: Id): Promise<void> {
  await rowsOf(tx, 'update posts.poll set ended = true where post_id = $1', [postId]);
}

/** Keeps ballots. @returns whose were not there before */
export async function insertBallots(tx: Context, poll: Pick<PollFacts, 'postId' | 'roundId'>, ballots: readonly Ballot[]): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    tx,
    `insert into posts.poll_vote (post_id, account_id, choices, round_id)
    select $1, "accountId", choices, $2 from json_to_recordset($3::json) as ballot ("accountId" bigint, choices integer[])
    on conflict do nothing returning account_id as id`,
    [poll.postId, poll.roundId, JSON.stringify(ballots.map(({ accountId, choices }) => ({ accountId, choices })))],
  );
  return rows.map(({ id }) => id);
}

export async function deleteBallots(tx: Context, postId: Id): Promise<void> {
  await rowsOf(tx, 'delete from posts.poll_vote where post_id = $1', [postId]);
}

/** @returns what was chosen; undefined when there was no ballot */
export async function deleteBallot(tx: Context, postId: Id, accountId: Id): Promise<readonly number[] | undefined> {
  const text = 'delete from posts.poll_vote where post_id = $1 and account_id = $2 returning choices';
  const [row] = await rowsOf<{ choices: number[] }>(tx, text, [postId, accountId]);
  return row?.choices;
}

/** The votes of an account in the newest posts. Rides on poll_vote_mine. */
export function selectNewestVotes(ctx: Context, accountId: Id, limit: number, below: Id = Number.MAX_SAFE_INTEGER): Promise<OwnVote[]> {
  return rowsOf(
    ctx,
    `select post_id as "postId", round_id as "roundId", choices from posts.poll_vote
    where account_id = $1 and post_id < $2 order by post_id desc limit $3`,
    [accountId, below, limit],
  );
}

/** By primary key. */
export function selectVotesAmong(ctx: Context, accountId: Id, postIds: readonly Id[]): Promise<OwnVote[]> {
  return rowsOf(
    ctx,
    `select post_id as "postId", round_id as "roundId", choices from posts.poll_vote
    where account_id = $1 and post_id = any($2::bigint[])`,
    [accountId, postIds],
  );
}

/** Some of those who voted, by their ids. By primary key. */
export async function selectVoters(ctx: Context, postId: Id, above: Id, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    'select account_id as id from posts.poll_vote where post_id = $1 and account_id > $2 order by account_id limit $3',
    [postId, above, limit],
  );
  return rows.map(({ id }) => id);
}
