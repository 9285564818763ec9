import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';
import type { ObjectionRow, ObjectionState, ProposalRow, RemarkRow, Wording, WordingRow } from '../types.ts';

const PROPOSAL = 'p.id, p.group_id, p.kind, p.proposer_id, p.state, p.version, p.stage_at, p.moved_at, p.decided_at, w.title, w.body, w.terms';
const FROM = 'from decisions.proposal p join decisions.wording w on w.proposal_id = p.id and w.version = p.version';
const OBJECTION = 'id, proposal_id, author_id, version, harm, harmed, state, settled_at';
const REMARK = 'id, proposal_id, version, kind, author_id, body, answers_id';
const OPEN = "('questions', 'reactions', 'objections')";

/** By the primary key and wording_once. `hold`: as it is until the transaction ends. */
export async function selectProposal(ctx: Context, id: Id, hold = false): Promise<ProposalRow | undefined> {
  const [row] = await rowsOf<ProposalRow>(ctx, `select ${PROPOSAL} ${FROM} where p.id = $1 ${hold ? 'for no key update of p' : ''}`, [id]);
  return row;
}

const SHELVES = { open: `p.state in ${OPEN}`, decided: `p.state not in ${OPEN}` } as const;
export type ProposalShelf = keyof typeof SHELVES;

/** Of a group, the newest first. By proposal_of. */
export function selectProposals(ctx: Context, groupId: Id, shelf: ProposalShelf, page: { below: Id; limit: number }): Promise<ProposalRow[]> {
  return rowsOf(ctx, `select ${PROPOSAL} ${FROM} where p.group_id = $1 and ${SHELVES[shelf]} and p.id < $2 order by p.id desc limit $3`, [groupId, page.below, page.limit]);
}

/** Those that a group has adopted since a moment, the first first. By proposal_of. */
export function selectAdopted(ctx: Context, groupId: Id, since: Date, limit: number): Promise<ProposalRow[]> {
  return rowsOf(ctx, `select ${PROPOSAL} ${FROM} where p.group_id = $1 and p.state = 'adopted' and p.decided_at >= $2 order by p.decided_at, p.id limit $3`, [groupId, since, limit]);
}

/** How many of a group are open. By proposal_of. */
export async function selectOpenCount(ctx: Context, groupId: Id): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(ctx, `select count(*) as count from decisions.proposal p where p.group_id = $1 and ${SHELVES.open}`, [groupId]);
  return row?.count ?? 0;
}

/** Open ones of a group. By proposal_of. */
export function selectOpenIds(ctx: Context, groupId: Id): Promise<{ id: Id }[]> {
  return rowsOf(ctx, `select p.id from decisions.proposal p where p.group_id = $1 and ${SHELVES.open} order by p.id`, [groupId]);
}

export async function insertProposal(tx: Context, row: Omit<ProposalRow, keyof Wording>): Promise<void> {
  await rowsOf(
    tx,
    'insert into decisions.proposal (id, group_id, kind, proposer_id, state, version, stage_at, moved_at, decided_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [row.id, row.group_id, row.kind, row.proposer_id, row.state, row.version, row.stage_at, row.moved_at, row.decided_at],
  );
}

/** By the primary key. */
export async function updateProposal(tx: Context, row: Pick<ProposalRow, 'id' | 'state' | 'version' | 'stage_at' | 'moved_at' | 'decided_at'>): Promise<void> {
  await rowsOf(
    tx,
    'update decisions.proposal set state = $2, version = $3, stage_at = $4, moved_at = $5, decided_at = $6 where id = $1',
    [row.id, row.state, row.version, row.stage_at, row.moved_at, row.decided_at],
  );
}

export async function insertWording(tx: Context, row: Wording & { id: Id; proposalId: Id; version: number; authorId: Id }): Promise<void> {
  await rowsOf(
    tx,
    'insert into decisions.wording (id, proposal_id, version, author_id, title, body, terms) values ($1, $2, $3, $4, $5, $6, $7::jsonb)',
    [row.id, row.proposalId, row.version, row.authorId, row.title, row.body, JSON.stringify(row.terms)],
  );
}

/** As it read, the first version first. By wording_once. */
export function selectWordings(ctx: Context, proposalId: Id): Promise<WordingRow[]> {
  return rowsOf(ctx, 'select id, version, author_id, title, body, terms from decisions.wording where proposal_id = $1 order by version', [proposalId]);
}

/** By the primary key. */
export function selectConsents(ctx: Context, proposalIds: readonly Id[]): Promise<{ proposal_id: Id; account_id: Id }[]> {
  return rowsOf(ctx, 'select proposal_id, account_id from decisions.consent where proposal_id = any($1::bigint[])', [proposalIds]);
}

/** By the primary key. */
export async function updateConsents(tx: Context, proposalId: Id, accountIds: readonly Id[]): Promise<void> {
  await rowsOf(tx, 'delete from decisions.consent where proposal_id = $1 and account_id <> all($2::bigint[])', [proposalId, accountIds]);
  await rowsOf(tx, 'insert into decisions.consent (proposal_id, account_id) select $1, unnest($2::bigint[]) on conflict do nothing', [proposalId, accountIds]);
}

/** The first first. By objection_of. */
export function selectObjections(ctx: Context, proposalIds: readonly Id[]): Promise<ObjectionRow[]> {
  return rowsOf(ctx, `select ${OBJECTION} from decisions.objection where proposal_id = any($1::bigint[]) order by id`, [proposalIds]);
}

export async function insertObjection(tx: Context, row: ObjectionRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into decisions.objection (${OBJECTION}) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.proposal_id, row.author_id, row.version, row.harm, row.harmed, row.state, row.settled_at],
  );
}

/** By the primary key. */
export async function updateObjection(tx: Context, id: Id, state: ObjectionState, at: Date): Promise<void> {
  await rowsOf(tx, 'update decisions.objection set state = $2, settled_at = $3 where id = $1', [id, state, at]);
}

export async function insertRemark(tx: Context, row: RemarkRow): Promise<void> {
  await rowsOf(
    tx,
    `insert into decisions.remark (${REMARK}) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.proposal_id, row.version, row.kind, row.author_id, row.body, row.answers_id],
  );
}

/** Everything said to a proposal, the first first. By remark_of. */
export function selectRemarks(ctx: Context, proposalId: Id, limit: number): Promise<RemarkRow[]> {
  return rowsOf(ctx, `select ${REMARK} from decisions.remark where proposal_id = $1 order by id limit $2`, [proposalId, limit]);
}

/** Those in whose last stage nobody's objection stands, and whose time is over. By proposal_settles and objection_of. */
export function selectSettling(ctx: Context, before: Date, above: Id, limit: number): Promise<{ id: Id; group_id: Id }[]> {
  return rowsOf(
    ctx,
    `select p.id, p.group_id from decisions.proposal p where p.state = 'objections' and p.stage_at <= $1 and p.id > $2
       and not exists (select from decisions.objection o where o.proposal_id = p.id and o.state = 'standing') order by p.id limit $3`,
    [before, above, limit],
  );
}

/** Those to which nothing was done for long. By proposal_lapses. */
export function selectLapsing(ctx: Context, before: Date, above: Id, limit: number): Promise<{ id: Id; group_id: Id }[]> {
  return rowsOf(ctx, `select p.id, p.group_id from decisions.proposal p where p.state in ${OPEN} and p.moved_at <= $1 and p.id > $2 order by p.id limit $3`, [before, above, limit]);
}

/** Everything of a group. By proposal_of. */
export async function deleteProposalsOf(tx: Context, groupId: Id): Promise<void> {
  await rowsOf(tx, 'delete from decisions.proposal where group_id = $1', [groupId]);
}

/** What a deleted account said; what it proposed goes with it, unless the group has made it its own. By the indexes of who wrote what. */
export async function deleteWordsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, "delete from decisions.proposal where proposer_id = $1 and state <> 'adopted'", [accountId]);
  await rowsOf(tx, 'update decisions.proposal set proposer_id = null where proposer_id = $1', [accountId]);
  await rowsOf(tx, 'update decisions.wording set author_id = null where author_id = $1', [accountId]);
  await rowsOf(tx, 'delete from decisions.remark where author_id = $1', [accountId]);
  await rowsOf(tx, 'delete from decisions.objection where author_id = $1', [accountId]);
  await rowsOf(tx, 'delete from decisions.consent where account_id = $1', [accountId]);
}


export interface OwnWord {
  readonly kind: 'proposal' | 'question' | 'answer' | 'reaction' | 'objection';
  readonly id: Id;
  readonly group_id: Id;
  readonly title: string;
  readonly body: string;
}

/** What somebody wrote in decisions, the first first. By the indexes of who wrote what. */
export function selectWordsOf(ctx: Context, accountId: Id, limit: number): Promise<OwnWord[]> {
  return rowsOf(
    ctx,
    `select said.kind, said.id, p.group_id, said.title, said.body from (
       select 'proposal' as kind, id, proposal_id, title, body from decisions.wording where author_id = $1
       union all select kind, id, proposal_id, '', body from decisions.remark where author_id = $1
       union all select 'objection', id, proposal_id, harmed, harm from decisions.objection where author_id = $1) said
     join decisions.proposal p on p.id = said.proposal_id order by said.id limit $2`,
    [accountId, limit],
  );
}
