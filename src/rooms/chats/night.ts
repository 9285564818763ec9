/** The night log: what happened in a chat while somebody slept, by fixed rules and in the order of time. Nothing is ranked. Pure. */

import { timeOfId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { parseText } from '#kit/text.ts';
import type { Decided } from './bound.ts';
import type { MemberRow, MessageRow, TaskRow } from './types.ts';

export type NightKind = 'decision' | 'question' | 'mention' | 'member' | 'link' | 'task';

export interface NightLine {
  readonly kind: NightKind;
  readonly at: Date;
  /** Whose act it is. */
  readonly accountId: Id | null;
  readonly text: string;
  readonly messageId: Id | null;
  /** Where it is told, for what is no message. */
  readonly url: string | null;
}

export interface Night {
  readonly me: Id;
  readonly username: string;
  readonly isPair: boolean;
  readonly since: Date;
  /** Of the others, oldest first: what the reader may read of that time. */
  readonly messages: readonly MessageRow[];
  readonly pinned: ReadonlySet<Id>;
  /** Messages of the reader's own that some of them answer. */
  readonly mine: ReadonlySet<Id>;
  readonly members: readonly MemberRow[];
  readonly tasks: readonly TaskRow[];
  /** By the group whose conversation it is. */
  readonly decided: readonly Decided[];
}

const DECISION = /^\s*(?:d[ée]cision|d[ée]cid[ée]e?s?|decided|act[ée]e?s?|agreed|adopt[ée]e?s?|adopted)\s*:/iu;
const QUESTION = /[?？؟]/u;
const GLIMPSE = 200;

const glimpse = (text: string): string => [...text].slice(0, GLIMPSE).join('');

/** Which line a message is, by the first rule that fits; most are none. */
function kindOf(message: MessageRow, { username, isPair, pinned, mine }: Night): NightKind | undefined {
  if (message.deleted_at !== null || message.opaque !== null) return undefined;
  if (pinned.has(message.id) || DECISION.test(message.body)) return 'decision';
  const { mentions, links } = parseText(message.body);
  const namesMe = mentions.some((one) => one.username.toLowerCase() === username.toLowerCase());
  const isToMe = namesMe || isPair || (message.reply_to_id !== null && mine.has(message.reply_to_id));
  if (isToMe && QUESTION.test(message.body)) return 'question';
  if (namesMe) return 'mention';
  return links.length > 0 ? 'link' : undefined;
}

function linesOfTask(task: TaskRow, { me, since }: Night): NightLine[] {
  const made = timeOfId(task.id);
  const line = { kind: 'task' as const, text: glimpse(task.text), messageId: null, url: null };
  if (task.done_at !== null && task.done_at >= since && task.done_by !== me) return [{ ...line, at: task.done_at, accountId: task.done_by }];
  return task.done_at === null && task.owner_id === me && task.made_by !== me && made >= since ? [{ ...line, at: made, accountId: task.made_by }] : [];
}

/** The lines of one chat, the oldest first. */
export function nightLines(night: Night): NightLine[] {
  const said = night.messages.flatMap((message): NightLine[] => {
    const kind = kindOf(message, night);
    return kind === undefined ? [] : [{ kind, at: timeOfId(message.id), accountId: message.author_id, text: glimpse(message.body), messageId: message.id, url: null }];
  });
  const came = night.isPair ? [] : night.members.filter((one) => one.state === 'in' && one.account_id !== night.me && one.changed_at >= night.since)
    .map((one): NightLine => ({ kind: 'member', at: one.changed_at, accountId: one.account_id, text: '', messageId: null, url: null }));
  const decided = night.decided.map(({ at, accountId, title, url }): NightLine => ({ kind: 'decision', at, accountId, text: glimpse(title), messageId: null, url }));
  return [...said, ...came, ...decided, ...night.tasks.flatMap((task) => linesOfTask(task, night))].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}
