/** Coming in by a link: whoever has it asks, and a host answers. */

import { randomBytes } from 'node:crypto';
import { findAccounts, viewerSets } from '#accounts';
import { forbidden, invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { refuseBound } from '../bound.ts';
import { chatChanged } from '../events.ts';
import { lockChat, selectMember, selectMembers, updateMember, upsertMember } from '../queries/chats.ts';
import { deleteLink, selectAsking, selectByToken, selectLink, upsertLink } from '../queries/links.ts';
import { factsOf, ownId } from '../reads/chats.ts';
import { mayHost, tidyExpiry } from '../rules.ts';
import { membersSetting } from '../settings.ts';
import type { ChatFacts, LinkRow, MemberRow } from '../types.ts';
import { holdChat, tellChanged } from './chats.ts';

/** So many may wait at once: a link that got about fills no list. */
const MOST_ASKING = 100;

/** A group that the viewer may let people into. @throws Refusal 404, 403 */
async function holdAsHost(tx: Context, chatId: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const held = await holdChat(tx, chatId);
  if (held.member.state !== 'in') throw notFound();
  refuseBound(held.chat, 'people are invited to the group, or ask to join it');
  if (held.chat.kind === 'pair') throw forbidden('A conversation of two stays one of two: make a group');
  if (!mayHost(held.chat, held.member)) throw forbidden('Only a host may do this');
  return held;
}

/** A link by which people ask to come in, in the place of the one there was. @throws Refusal 404, 403, 422 */
export function makeLink(ctx: Context, chatId: Id, expiresIn: number | undefined): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { member } = await holdAsHost(tx, chatId);
    const expiresAt = new Date(tx.now().getTime() + tidyExpiry(expiresIn) * 1000);
    await upsertLink(tx, { chat_id: chatId, token: randomBytes(16).toString('base64url'), made_by: member.account_id, expires_at: expiresAt });
  });
}

/** Takes the link back: it leads nowhere from now on. Safe to repeat. @throws Refusal 404, 403 */
export function removeLink(ctx: Context, chatId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    await holdAsHost(tx, chatId);
    await deleteLink(tx, chatId);
  });
}

/** The link of a chat, for those who may make one. @throws Refusal 404 also where there is none, 403 */
export function getLink(ctx: Context, chatId: Id): Promise<LinkRow> {
  return transaction(ctx, async (tx) => {
    await holdAsHost(tx, chatId);
    const link = await selectLink(tx, chatId);
    if (link === undefined || link.expires_at <= tx.now()) throw notFound();
    return link;
  });
}

/** What a link leads to, for whoever has it. @throws Refusal 404 where it leads nowhere, for the viewer or for anybody */
export async function followLink(tx: Context, token: string): Promise<{ chat: ChatFacts; link: LinkRow; member: MemberRow | undefined }> {
  const viewer = ownId(tx);
  const link = await selectByToken(tx, token);
  if (link === undefined || link.expires_at <= tx.now()) throw notFound();
  const [row, members, member, sets] = [await lockChat(tx, link.chat_id), await selectMembers(tx, [link.chat_id]), await selectMember(tx, link.chat_id, viewer), await viewerSets(tx, viewer)];
  const shut = member?.state === 'refused' || hasId(sets.blockedBy, link.made_by) || hasId(sets.blocks, link.made_by);
  if (row === undefined || shut) throw notFound();
  return { chat: factsOf(row, members), link, member };
}

/** Asks to come in; whoever was invited is in at once. Safe to repeat. @returns the chat's id @throws Refusal 404, 422 while too many wait */
export function askIn(ctx: Context, token: string): Promise<Id> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await followLink(tx, token);
    if (member?.state === 'in' || member?.state === 'asking') return chat.id;
    if (member?.state === 'asked') {
      await updateMember(tx, chat.id, member.account_id, { state: 'in', changed_at: tx.now() });
      tellChanged(tx, chat);
      return chat.id;
    }
    if ((await selectAsking(tx, chat.id)).length >= MOST_ASKING) throw invalid('Many people are asking just now: please try again later');
    await upsertMember(tx, {
      id: newId(tx), chat_id: chat.id, account_id: ownId(tx), state: 'asking', host: false, invited_by: null, after_id: chat.last_id, read_id: chat.last_id, changed_at: tx.now(),
    });
    tellChanged(tx, chat);
    return chat.id;
  });
}

/** A host says yes or no to somebody who came by the link; they read what comes from then on. @throws Refusal 404, 403, 422 when it is full */
export function answerAsking(ctx: Context, chatId: Id, accountId: Id, yes: boolean): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat } = await holdAsHost(tx, chatId);
    const asking = await selectMember(tx, chatId, accountId);
    if (asking?.state !== 'asking') throw notFound();
    if (yes && chat.members.size >= tx.settings.get(membersSetting)) throw invalid(`Validation failed: a conversation has ${tx.settings.get(membersSetting)} people at most`);
    await updateMember(tx, chatId, accountId, { state: yes ? 'in' : 'refused', changed_at: tx.now(), ...(yes && { after_id: chat.last_id }) });
    tx.emit(chatChanged, { chatId, accountIds: [...chat.members.keys(), ...(yes ? [accountId] : [])] });
  });
}

/** Who came by the link and waits. @throws Refusal 404, 403 */
export function readAsking(ctx: Context, chatId: Id): Promise<Id[]> {
  return transaction(ctx, async (tx) => {
    await holdAsHost(tx, chatId);
    const ids = await selectAsking(tx, chatId);
    const there = new Set((await findAccounts(tx, ids)).filter(({ standing }) => standing === 'active').map(({ id }) => id));
    return ids.filter((id) => there.has(id));
  });
}
