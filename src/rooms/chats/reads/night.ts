import { readAccounts, showAccounts } from '#accounts';
import { idAtTime } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { findDecided } from '../bound.ts';
import { nightLines } from '../night.ts';
import type { NightLine } from '../night.ts';
import { presentNightLine } from '../presenter/chats.ts';
import { selectPinned, selectTasks } from '../queries/board.ts';
import { selectMembers } from '../queries/chats.ts';
import { selectPart } from '../queries/messages.ts';
import { selectAnywhere, selectOwnChats } from '../queries/search.ts';
import { findChat, ownId } from './chats.ts';
import { getReadable } from './messages.ts';

/** A night is at most so long, and of each chat so many of its newest messages are looked at. */
const LONGEST_MS = 14 * 86_400_000;
const PRESET_MS = 12 * 3_600_000;
const MOST_MESSAGES = 2000;
const MOST_LINES = 200;
const MOST_CHATS = 200;

async function readLines(ctx: Context, chatId: Id, since: Date): Promise<NightLine[]> {
  const { chat, member } = await getReadable(ctx, chatId);
  if (member.state !== 'in') return [];
  const [me, now] = [ownId(ctx), ctx.now()];
  const part = await selectPart(ctx, chatId, { above: Math.max(member.after_id, idAtTime(since) - 1), below: Number.MAX_SAFE_INTEGER, ascending: false, limit: MOST_MESSAGES }, now);
  const messages = part.filter(({ author_id: id }) => id !== me).toReversed();
  const answered = [...new Set(messages.flatMap(({ reply_to_id: id }) => id ?? []))];
  const [pinned, originals, members, tasks, account, decided] = await Promise.all([
    selectPinned(ctx, messages.map(({ id }) => id)), selectAnywhere(ctx, answered), selectMembers(ctx, [chatId]), selectTasks(ctx, chatId), readAccounts(ctx, [me]),
    // Who came later hears of what was decided since.
    findDecided(ctx, chat, new Date(Math.max(since.getTime(), member.changed_at.getTime()))),
  ]);
  return nightLines({
    me, username: account.get(me)?.username ?? '', isPair: chat.kind === 'pair', since, messages, pinned: new Set(pinned),
    mine: new Set(originals.filter(({ author_id: id }) => id === me).map(({ id }) => id)), members, tasks, decided,
  });
}

const sinceIn = (ctx: Context, since: Date | undefined): Date => new Date(Math.max(ctx.now().getTime() - LONGEST_MS, since?.getTime() ?? ctx.now().getTime() - PRESET_MS));

/** What happened since a moment in one chat of the viewer's, or in all in which something was said, the one with the newest message first. @throws Refusal 404 */
export async function readNight(ctx: Context, asked: { chatId?: Id | undefined; since?: Date | undefined }): Promise<object[]> {
  const since = sinceIn(ctx, asked.since);
  if (asked.chatId !== undefined) await getReadable(ctx, asked.chatId);
  const own = await selectOwnChats(ctx, ownId(ctx), asked.chatId);
  const ids = own.toSorted((a, b) => b.last_id - a.last_id).slice(0, MOST_CHATS).map(({ id }) => id);
  const shown: object[] = [];
  for (const id of ids) {
    const lines = (await readLines(ctx, id, since)).slice(-MOST_LINES);
    const chat = lines.length === 0 ? undefined : await findChat(ctx, id);
    if (chat === undefined) continue;
    const people = await showAccounts(ctx, lines.flatMap(({ accountId }) => accountId ?? []));
    shown.push({ chat: { id: String(id), kind: chat.kind, title: chat.title }, lines: lines.map((line) => presentNightLine(line, people)) });
  }
  return shown;
}
