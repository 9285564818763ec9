import { readAccounts, viewerSets } from '#accounts';
import type { Standing, ViewerSets } from '#accounts';
import { notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { PostEvent } from '#posts';
import { conversationChanged } from './events.ts';
import {
  deleteLine, deleteMembershipsOf, insertLine, selectConversationOf, selectDirectPost, updatePutAway, updatePutAwayWith, updateUnread,
  upsertConversation, upsertMemberships,
} from './queries.ts';
import type { DirectPost } from './queries.ts';
import { participantsOf, wantedInConversation } from './rules.ts';
import type { Member } from './types.ts';

interface Heard<P> {
  readonly id: Id;
  readonly payload: P;
}

/**
 * Makes the conversations agree with a post as it is now: written, edited to name other people, or gone. It looks at the row and
 * not at what the event says, so it may be heard late, twice and in any order (test: "heard again and in another order").
 */
export async function settlePost(ctx: Context, { payload }: Heard<PostEvent>): Promise<void> {
  if (payload.visibility !== 'direct' || payload.repostOfId !== undefined) return;
  const { id, authorId, mentionedIds } = payload;
  const ids = [...new Set([authorId, ...mentionedIds])];
  const known = await setsOf(ctx, ids);
  // Outside the transaction, where an id that waits for a lock would hold up the events of everybody.
  const freshId = newId(ctx);
  await transaction(ctx, async (tx) => {
    const [post, before] = [await selectDirectPost(tx, id), await selectConversationOf(tx, id)];
    const after = post && (await upsertConversation(tx, { id: freshId, rootId: post.root_id, participants: participantsOf(post) }));
    if (before === after) return;
    const members = before === undefined ? [] : await deleteLine(tx, id, before);
    if (post !== undefined && after !== undefined) members.push(...(await addLine(tx, { id, post, conversationId: after }, known)));
    tellMembers(tx, members);
  });
  await forgetGone(ctx, ids);
}

type Sets = ReadonlyMap<Id, ViewerSets>;

async function setsOf(ctx: Context, ids: readonly Id[]): Promise<Sets> {
  return new Map(await Promise.all(ids.map(async (id): Promise<[Id, ViewerSets]> => [id, await viewerSets(ctx, id)])));
}

/** `known`: what was read before the transaction, of those the event names; an edit may have named others since. */
async function addLine(tx: Context, { id, post, conversationId }: { id: Id; post: DirectPost; conversationId: Id }, known: Sets): Promise<Member[]> {
  if (!(await insertLine(tx, id, conversationId))) return [];
  const participants = participantsOf(post);
  const sets = new Map([...known, ...(await setsOf(tx, participants.filter((one) => !known.has(one))))]);
  const audience = { authorId: post.author_id, mentionedIds: post.mentioned_ids, visibility: 'direct' } as const;
  const reached = participants.filter((one) => wantedInConversation(audience, one, sets.get(one) as ViewerSets));
  const members = reached.map((accountId) => ({ id: newId(tx), accountId }));
  return upsertMemberships(tx, { postId: id, conversationId, authorId: post.author_id }, members);
}

/** Who was deleted while the post was settled is forgotten again. */
async function forgetGone(ctx: Context, ids: readonly Id[]): Promise<void> {
  const people = await readAccounts(ctx, ids);
  const gone = ids.filter((id) => people.get(id)?.standing === 'deleted');
  if (gone.length > 0) await deleteMembershipsOf(ctx, gone);
}

function tellMembers(tx: Context, members: readonly Member[]): void {
  if (members.length > 0) tx.emit(conversationChanged, { members });
}

/** Who blocks somebody is rid of the conversations with them. */
export async function forgetBlocked(ctx: Context, { id, payload }: Heard<{ accountId: Id; targetId: Id }>): Promise<void> {
  await updatePutAwayWith(ctx, { ...payload, before: id });
}

export async function forgetAccount(ctx: Context, { payload }: Heard<{ id: Id; standing: Standing }>): Promise<void> {
  if (payload.standing === 'deleted') await deleteMembershipsOf(ctx, [payload.id]);
}

/** Marks a conversation read or unread, for the viewer alone; their other apps hear of it. @throws Refusal 404 */
export function markConversation(ctx: Context, id: Id, unread: boolean): Promise<void> {
  const accountId = ownId(ctx);
  return transaction(ctx, async (tx) => {
    const changed = await updateUnread(tx, accountId, id, unread);
    if (changed === undefined) throw notFound();
    if (changed) tellMembers(tx, [{ id, accountId }]);
  });
}

/** Takes a conversation off the viewer's list; the others keep theirs, and a new post brings it back. @throws Refusal 404 */
export async function removeConversation(ctx: Context, id: Id): Promise<void> {
  if (!(await updatePutAway(ctx, ownId(ctx), id))) throw notFound();
}

function ownId(ctx: Context): Id {
  const id = viewerId(ctx);
  if (id === undefined) throw notFound();
  return id;
}
