/** Messages to apps that are closed: one push for a chat, however much is said there, and none while it is quiet at somebody's place. */

import { showAccounts } from '#accounts';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { Heard } from '#platform/events.ts';
import { orderNews } from '#notifications';
import type { News } from '#notifications';
import { selectUnread } from '../queries/chats.ts';
import { selectNewest } from '../queries/messages.ts';
import { quietUntil } from '../quiet.ts';
import { findChat, ownId } from '../reads/chats.ts';
import { getReadable } from '../reads/messages.ts';
import { readPreferences } from '../reads/preferences.ts';
import type { ChatFacts, MemberRow, MessageRow, Preference } from '../types.ts';

/** Whether somebody wants to be told of a chat while their apps are closed. */
function wantedAsPush(chat: ChatFacts, member: MemberRow, { push }: Preference, now: Date): boolean {
  return member.state === 'in' && !member.archived && push !== 'none' && (member.muted_until === null || member.muted_until <= now) && chat.members.has(member.account_id);
}

/** Orders the pushes of messages that were sent: for each reader the newest that another wrote. Safe to repeat. */
export async function orderPushes(ctx: Context, sent: readonly Heard<{ chatId: Id; id: Id; authorId: Id }>[]): Promise<void> {
  for (const [chatId, messages] of Map.groupBy(sent, ({ payload }) => payload.chatId)) {
    const chat = await findChat(ctx, chatId);
    if (chat === undefined) continue;
    const wantOf = await readPreferences(ctx, chat.members.keys());
    const now = ctx.now();
    await orderNews(ctx, [...chat.members.values()].flatMap((member) => {
      const accountId = member.account_id;
      const newest = messages.findLast(({ payload }) => payload.authorId !== accountId)?.payload;
      if (newest === undefined || !wantedAsPush(chat, member, wantOf(accountId), now)) return [];
      return [{ kind: 'message' as const, key: String(chatId), fromId: newest.authorId, accountId, about: { chatId, messageId: newest.id }, runAt: quietUntil(wantOf(accountId).quiet, now) }];
    }));
  }
}

const WORDS: Record<Language, { one: string; many: (count: number) => string; files: string; by: (name: string, text: string) => string }> = {
  en: { one: 'A new message', many: (count) => `${count} new messages`, files: 'A file', by: (name, text) => `${name}: ${text}` },
  fr: { one: 'Un nouveau message', many: (count) => `${count} nouveaux messages`, files: 'Un fichier', by: (name, text) => `${name} : ${text}` },
};

/** What a push says of a chat when it is sent: nothing any more where it was read, taken back or made quiet meanwhile. */
export async function readNews(ctx: Context, about: Readonly<Record<string, Id>>, language: Language): Promise<News | Date | undefined> {
  const { chatId = 0 } = about;
  const found = await getReadable(ctx, chatId).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  const { chat, member } = found;
  const me = ownId(ctx);
  const preference = (await readPreferences(ctx, [me]))(me);
  const now = ctx.now();
  if (!wantedAsPush(chat, member, preference, now)) return undefined;
  const later = quietUntil(preference.quiet, now);
  if (later !== undefined) return later;
  const [unread] = await selectUnread(ctx, me, now, [chatId]);
  const [newest] = await selectNewest(ctx, [{ id: chatId, above: member.after_id }], now);
  if (unread === undefined || newest === undefined) return undefined;
  const author = (await showAccounts(ctx, [newest.author_id])).get(newest.author_id);
  const name = author === undefined ? '' : author.display_name || author.username;
  return {
    tag: `chat ${chatId}`, id: newest.id, url: `/messages/${chatId}`, icon: author?.avatar_static ?? `${houseOf(ctx).config.origin}/assets/icon.png`,
    title: chat.kind === 'pair' ? name : chat.title, body: bodyOf(newest, { language, unread: unread.unread, wants: preference.push, name: chat.kind === 'pair' ? undefined : name }),
  };
}

function bodyOf(newest: MessageRow, { language, unread, wants, name }: { language: Language; unread: number; wants: Preference['push']; name: string | undefined }): string {
  const words = WORDS[language];
  if (wants !== 'text' || newest.opaque !== null) return unread > 1 ? words.many(unread) : words.one;
  const text = newest.body === '' ? words.files : newest.body;
  return name === undefined ? text : words.by(name, text);
}
