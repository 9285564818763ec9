/** Making private conversations, changing them, and who is in them. */

import { findAccounts, viewerSets } from '#accounts';
import { mayWriteUnasked } from '#trust';
import { forbidden, invalid, notFound, tooMany } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { hasId } from '#kit/sorted.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { refuseBound } from '../bound.ts';
import { chatChanged } from '../events.ts';
import { insertGroup, lockChat, selectAskedCount, selectMembers, selectPair, updateChat, updateMember, upsertMember, upsertPair } from '../queries/chats.ts';
import { factsOf, getChat, ownId } from '../reads/chats.ts';
import { mayHost, partOf, tidyTimer, tidyTitle } from '../rules.ts';
import { membersSetting, strangersSetting } from '../settings.ts';
import type { ChatFacts, MemberRow } from '../types.ts';
import { eraseChats, freeTasks } from './erase.ts';

const DAY_MS = 86_400_000;

/** Tells of a change to everybody in the chat, and to those who were until now. */
export function tellChanged(tx: Context, chat: ChatFacts, more: readonly Id[] = []): void {
  tx.emit(chatChanged, { chatId: chat.id, accountIds: [...new Set([...chat.members.keys(), ...more])] });
}

/** A chat that the viewer is in or asked into, held until the transaction ends. @throws Refusal 404 */
export async function holdChat(tx: Context, id: Id): Promise<{ chat: ChatFacts; member: MemberRow }> {
  const viewer = ownId(tx);
  const row = await lockChat(tx, id);
  const chat = row && factsOf(row, await selectMembers(tx, [id]));
  const member = chat && partOf(chat, viewer);
  if (chat === undefined || member === undefined) throw notFound();
  return { chat, member };
}

/** Whom the viewer may write to: not those who block them or whom they block. @throws Refusal 422 for nobody */
async function checkPeople(ctx: Context, ids: readonly Id[]): Promise<Id[]> {
  const viewer = ownId(ctx);
  const wanted = [...new Set(ids)].filter((id) => id !== viewer);
  const [people, sets] = await Promise.all([findAccounts(ctx, wanted), viewerSets(ctx, viewer)]);
  const open = people.filter(({ id, standing }) => standing === 'active' && !hasId(sets.blocks, id) && !hasId(sets.blockedBy, id)).map(({ id }) => id);
  if (open.length < wanted.length || wanted.length === 0) throw invalid('Validation failed: account_ids names somebody who cannot be written to');
  return wanted;
}

/** Those who neither follow the viewer nor share a step of trust that says so are asked first; so many strangers a day. @throws Refusal 429 */
async function splitStrangers(tx: Context, ids: readonly Id[]): Promise<Map<Id, 'in' | 'asked'>> {
  const viewer = ownId(tx);
  const states = new Map<Id, 'in' | 'asked'>();
  for (const id of ids) states.set(id, hasId((await viewerSets(tx, id)).follows, viewer) || (await mayWriteUnasked(tx, viewer, id)) ? 'in' : 'asked');
  const strangers = [...states.values()].filter((state) => state === 'asked').length;
  const most = tx.settings.get(strangersSetting);
  if (strangers > 0 && strangers + (await selectAskedCount(tx, viewer, new Date(tx.now().getTime() - DAY_MS))) > most) {
    throw tooMany(`You may write to ${most} people a day who do not follow you`, DAY_MS / 1000);
  }
  return states;
}

type Joining = Pick<MemberRow, 'chat_id' | 'account_id' | 'state'> & Partial<Pick<MemberRow, 'host' | 'invited_by' | 'after_id'>>;

const putMember = (tx: Context, { chat_id: chatId, account_id: accountId, state, host = false, invited_by: invitedBy = null, after_id: afterId = 0 }: Joining): Promise<void> =>
  upsertMember(tx, {
    id: newId(tx), chat_id: chatId, account_id: accountId, state, host, invited_by: invitedBy, after_id: afterId, read_id: afterId, changed_at: tx.now(),
  });

/**
 * The chat of the viewer and one other, made if there is none. Whoever does not follow the viewer is asked by its first message.
 * @throws Refusal 422 or 429
 */
async function openPair(ctx: Context, otherId: Id): Promise<Id> {
  const viewer = ownId(ctx);
  const [low, high] = [Math.min(viewer, otherId), Math.max(viewer, otherId)];
  const known = await selectPair(ctx, low, high);
  if (known !== undefined) {
    await transaction(ctx, async (tx) => {
      const row = await lockChat(tx, known.id);
      if (row === undefined) return;
      const chat = factsOf(row, await selectMembers(tx, [known.id]));
      if (chat.members.get(viewer)?.state === 'in') return;
      await putMember(tx, { chat_id: known.id, account_id: viewer, state: 'in', after_id: chat.members.get(viewer)?.after_id ?? row.last_id });
      tellChanged(tx, chat, [viewer]);
    });
    return known.id;
  }
  return transaction(ctx, async (tx) => {
    const states = await splitStrangers(tx, [otherId]);
    const { id, isNew } = await upsertPair(tx, { id: newId(tx), low, high, madeBy: viewer, at: tx.now() });
    if (!isNew) return id;
    await putMember(tx, { chat_id: id, account_id: viewer, state: 'in' });
    await putMember(tx, { chat_id: id, account_id: otherId, state: states.get(otherId) ?? 'asked', invited_by: viewer });
    tx.emit(chatChanged, { chatId: id, accountIds: [viewer, otherId] });
    return id;
  });
}

/**
 * One to one with one person, where no title is given; a group with a title else.
 * @returns the chat's id; that of the one there is, with one person
 * @throws Refusal 422 for people who cannot be written to; 429 for too many strangers
 */
export async function openChat(ctx: Context, wish: { accountIds: readonly Id[]; title?: string | undefined }): Promise<Id> {
  const viewer = ownId(ctx);
  const people = await checkPeople(ctx, wish.accountIds);
  const [only] = people;
  if (wish.title === undefined && people.length === 1 && only !== undefined) return openPair(ctx, only);
  const title = tidyTitle(wish.title ?? '');
  if (people.length + 1 > ctx.settings.get(membersSetting)) throw invalid(`Validation failed: a conversation has ${ctx.settings.get(membersSetting)} people at most`);
  return transaction(ctx, async (tx) => {
    const states = await splitStrangers(tx, people);
    const id = newId(tx);
    await insertGroup(tx, { id, title, madeBy: viewer, at: tx.now() });
    await putMember(tx, { chat_id: id, account_id: viewer, state: 'in', host: true });
    for (const [accountId, state] of states) await putMember(tx, { chat_id: id, account_id: accountId, state, invited_by: viewer });
    tx.emit(chatChanged, { chatId: id, accountIds: [viewer, ...people] });
    return id;
  });
}

/** More people for a group, brought by anybody in it; they read what comes from now on. @throws Refusal 404, 403, 422, 429 */
export async function addMembers(ctx: Context, chatId: Id, accountIds: readonly Id[]): Promise<void> {
  const viewer = ownId(ctx);
  await getChat(ctx, chatId);
  const people = await checkPeople(ctx, accountIds);
  await transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    if (member.state !== 'in') throw notFound();
    refuseBound(chat, 'invite people to the group');
    if (chat.kind === 'pair') throw forbidden('A conversation of two stays one of two: make a group');
    if (chat.locked && !mayHost(chat, member)) throw forbidden('The conversation is locked');
    const fresh = people.filter((id) => !chat.members.has(id));
    if (chat.members.size + fresh.length > tx.settings.get(membersSetting)) throw invalid(`Validation failed: a conversation has ${tx.settings.get(membersSetting)} people at most`);
    const states = await splitStrangers(tx, fresh);
    for (const [accountId, state] of states) await putMember(tx, { chat_id: chatId, account_id: accountId, state, invited_by: viewer, after_id: chat.last_id });
    if (fresh.length > 0) tellChanged(tx, chat, fresh);
  });
}

/** Says yes to who asked. Safe to repeat. @throws Refusal 404 */
export function acceptChat(ctx: Context, chatId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    if (member.state === 'in') return;
    await updateMember(tx, chatId, member.account_id, { state: 'in', changed_at: tx.now() });
    tellChanged(tx, chat);
  });
}

/** Leaves, or says no to who asked: a chat that nobody is in any more is gone. @throws Refusal 404 */
export function leaveChat(ctx: Context, chatId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    refuseBound(chat, 'leave the group');
    await putOut(tx, chat, member, member.state === 'asked' ? 'declined' : 'out');
  });
}

/** Somebody else, by a host. @throws Refusal 404 or 403 */
export function removeMember(ctx: Context, chatId: Id, accountId: Id): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    const other = partOf(chat, accountId);
    if (other === undefined || member.state !== 'in') throw notFound();
    refuseBound(chat, 'the group removes people');
    if (accountId !== member.account_id && !mayHost(chat, member)) throw forbidden('Only a host may do this');
    await putOut(tx, chat, other, 'out');
  });
}

async function putOut(tx: Context, chat: ChatFacts, member: MemberRow, state: 'out' | 'declined'): Promise<void> {
  const left = [...chat.members.values()].filter((one) => one.account_id !== member.account_id && one.state === 'in');
  // Of two, the other keeps what was said; a group without anybody is nobody's.
  if (left.length === 0) await eraseChats(tx, [chat.id]);
  else await updateMember(tx, chat.id, member.account_id, { state, host: false, changed_at: tx.now(), ...(chat.kind === 'pair' && { after_id: chat.last_id }) });
  await freeTasks(tx, member.account_id, chat.id);
  tellChanged(tx, chat);
}

/** Makes somebody in a group a host, or no longer. @throws Refusal 404, 403 */
export function setHost(ctx: Context, chatId: Id, accountId: Id, host: boolean): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    const other = partOf(chat, accountId);
    if (other?.state !== 'in' || member.state !== 'in') throw notFound();
    refuseBound(chat, 'its hosts are the stewards of the group');
    if (!mayHost(chat, member)) throw forbidden('Only a host may do this');
    await updateMember(tx, chatId, accountId, { host });
    tellChanged(tx, chat);
  });
}

export interface ChatWish {
  readonly title?: string | undefined;
  readonly locked?: boolean | undefined;
  /** From now on; what was written stays as it was promised. */
  readonly timerSeconds?: number | null | undefined;
}

/** A group's title and lock are its hosts'; how long messages last is either's in a conversation of two. @throws Refusal 404, 403, 422 */
export function editChat(ctx: Context, chatId: Id, wish: ChatWish): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    if (member.state !== 'in') throw notFound();
    const asksHost = chat.kind === 'group' || wish.title !== undefined || wish.locked !== undefined;
    if (wish.title !== undefined) refuseBound(chat, 'it is called as the group is');
    if (asksHost && !mayHost(chat, member)) throw forbidden('Only a host may do this');
    await updateChat(tx, {
      id: chatId, last_id: chat.last_id,
      title: wish.title === undefined ? chat.title : tidyTitle(wish.title),
      locked: wish.locked ?? chat.locked,
      timer_seconds: wish.timerSeconds === undefined ? chat.timer_seconds : tidyTimer(wish.timerSeconds),
    });
    tellChanged(tx, chat);
  });
}

/** What concerns the viewer alone: put away, or quiet for a while (0: no longer quiet; null: until they say so). @throws Refusal 404 */
export function keepChat(ctx: Context, chatId: Id, wish: { archived?: boolean | undefined; muteSeconds?: number | null | undefined }): Promise<void> {
  return transaction(ctx, async (tx) => {
    const { chat, member } = await holdChat(tx, chatId);
    if (member.state !== 'in') throw notFound();
    await updateMember(tx, chat.id, member.account_id, {
      archived: wish.archived ?? member.archived,
      muted_until: wish.muteSeconds === undefined ? member.muted_until : mutedUntil(tx.now(), wish.muteSeconds),
    });
    tx.emit(chatChanged, { chatId, accountIds: [member.account_id] });
  });
}

/** Beyond any clock. */
const FOR_EVER = new Date('9999-12-31T00:00:00Z');

function mutedUntil(now: Date, seconds: number | null): Date | null {
  if (seconds === null) return FOR_EVER;
  return seconds === 0 ? null : new Date(now.getTime() + seconds * 1000);
}

/** Whoever left a conversation of two is in it again when the other writes, or asked as a stranger is; who declined is not. */
export async function bringBack(tx: Context, member: MemberRow, other: MemberRow | undefined): Promise<void> {
  if (other?.state !== 'out') return;
  const otherId = other.account_id;
  const states = await splitStrangers(tx, [otherId]);
  await putMember(tx, { chat_id: member.chat_id, account_id: otherId, state: states.get(otherId) ?? 'asked', invited_by: member.account_id, after_id: other.after_id });
  tx.emit(chatChanged, { chatId: member.chat_id, accountIds: [member.account_id, otherId] });
}
