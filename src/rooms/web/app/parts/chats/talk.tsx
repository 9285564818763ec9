/** A private conversation as one has it: who it is with, what was said, and where one writes. */

import { useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../client/api.ts';
import { CHATS, useTalk } from '../../client/chats.ts';
import type { GivenTalk, Talk } from '../../client/chats.ts';
import { peopleIn } from '../../client/chats/amend.ts';
import { useLines } from '../../client/chats/lines.ts';
import type { GivenLines } from '../../client/chats/lines.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { useStreamStatus } from '../../client/stream.ts';
import type { Chat, Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { groupPath } from '../groups/frame.tsx';
import { Rules } from '../groups/join.tsx';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import { Faces } from './faces.tsx';
import { KeptHere, useKeptHere } from './kept.tsx';
import { Log } from './log.tsx';
import type { LogHandle } from './log.tsx';
import { ActsOfTalk } from './message.tsx';
import type { TalkActs } from './message.tsx';
import css from './talk.module.css';
import { chatName, isPair, lastingWords, namesOf, otherOf } from './words.ts';
import { Writer } from './writer.tsx';
import type { WriterHandle } from './writer.tsx';

/** What one should know of it, below its name. */
function lineOf(chat: Chat): string {
  const other = otherOf(chat);
  const parts = [other === undefined ? (isPair(chat) ? '' : m.chat_people({ count: chat.members_count })) : `@${other.acct}`];
  if (chat.timer_seconds !== null) parts.push(m.chat_lasts({ time: lastingWords(chat.timer_seconds) }));
  if (chat.locked) parts.push(m.chat_locked());
  if (chat.me.muted_until !== null) parts.push(m.chat_muted());
  return parts.filter(Boolean).join(' · ');
}

function Head({ chat, group }: { chat: Chat; group: Group | undefined }) {
  return (
    <header className={css['top']}>
      <Link className={css['back']} to="/messages" title={m.nav_messages()}><Icon name="arrow-left" /><span className="unseen">{m.nav_messages()}</span></Link>
      <Link className={css['who']} to={group === undefined ? `/messages/${chat.id}/about` : groupPath(group)}>
        <Faces chat={chat} />
        <span className={css['names']}><h1 className={css['title']}><bdi>{chatName(chat)}</bdi></h1><span className={css['line']}>{lineOf(chat)}</span></span>
        <Icon name="info" small /><span className="unseen">{group === undefined ? m.chat_about() : m.chat_to_group()}</span>
      </Link>
    </header>
  );
}

/** Somebody asks: what they say can be read, and nothing tells them that it was. */
function Request({ chat, onDone }: { chat: Chat; onDone: (chat: Chat | undefined) => void }) {
  const asks = chat.invited_by ?? otherOf(chat);
  const name = asks == null ? m.chat_nobody() : nameOf(asks);
  const accept = (): void => void api.post<Chat>(`${CHATS}/${chat.id}/accept`).then(onDone, (error: unknown) => notice(wordsOf(error)));
  const decline = (): void => void api.post(`${CHATS}/${chat.id}/leave`).then(() => onDone(undefined), (error: unknown) => notice(wordsOf(error)));
  return (
    <section className={css['request']} aria-label={m.chats_requests()}>
      <p>{isPair(chat) ? m.chat_request_pair({ name }) : m.chat_request_group({ name, count: chat.members_count })}</p>
      <p className={css['requestActs']}><button type="button" className="button next" onClick={accept}>{m.chat_accept()}</button><button type="button" className="button" onClick={decline}>{m.chat_decline()}</button></p>
    </section>
  );
}

/** Who is writing just now; the room for it is always there, so that nothing moves. */
function Typing({ talk, me }: { talk: Talk; me: string }) {
  const people = peopleIn(talk);
  const names = talk.typing.flatMap(({ id }) => (id === me ? [] : people.get(id) ?? []));
  const status = useStreamStatus();
  return <p className={css['typing']} data-typing="">{names.length > 0 ? m.chat_typing({ count: names.length, names: namesOf(names) }) : status === 'offline' ? m.chat_offline() : ''}</p>;
}

function footWords({ chat, left }: Talk): string | undefined {
  if (left) return m.chat_left();
  if (chat.state === 'in' && !chat.me.may_write) return m.chat_locked_line();
  return undefined;
}

interface TalkViewProps {
  readonly given: GivenTalk;
  /** Whose conversation it is. */
  readonly group: Group | undefined;
  readonly lines: GivenLines;
  readonly me: string;
  readonly marked: string | undefined;
}

export function TalkView({ given, group, lines: givenLines, me, marked: asked }: TalkViewProps) {
  const talk = useTalk(given);
  const lines = useLines(group, givenLines, talk.messages[0]?.id);
  const { chat, put, left } = talk;
  const [readUpTo] = useState(chat.last_read_id ?? undefined);
  const log = useRef<LogHandle>(null);
  const writer = useRef<WriterHandle>(null);
  const navigate = useNavigate();
  const kept = useKeptHere(me, chat.id, talk.messages);
  const mayWrite = chat.state === 'in' && chat.me.may_write && !left;
  const people = useMemo(() => peopleIn(talk), [talk]);
  const acts: TalkActs = {
    me, people, put, mayWrite, host: chat.me.host,
    answer: (message) => writer.current?.answer(message),
    edit: (message) => writer.current?.edit(message),
    show: (id) => {
      if (log.current?.show(id) !== true) void navigate(`/messages/${chat.id}?at=${id}`);
    },
  };
  const words = footWords(talk);
  const waits = talk.members.filter(({ state, account }) => state === 'asked' && account.id !== me).map(({ account }) => account);
  let foot: ReactNode;
  if (words !== undefined) foot = <p className={css['closed']}>{words}</p>;
  else if (chat.state === 'asked') foot = <Request chat={chat} onDone={(next) => (next === undefined ? void navigate('/messages?only=requests') : talk.putChat(next))} />;
  else if (group?.me?.rules_read === false) foot = <div className={css['request']}><p>{m.chat_rules()}</p><Rules group={group} /></div>;
  else foot = <Writer talk={talk} me={me} hand={writer} onSaid={() => log.current?.toEnd()} />;
  return (
    <main id="content" tabIndex={-1} className={css['talk']} data-talk="">
      <Head chat={chat} group={group} />
      <ActsOfTalk value={acts}>
        <Log talk={talk} group={group} lines={lines} me={me} readUpTo={readUpTo} marked={asked} hand={log}
          foot={<>{waits.length > 0 && isPair(chat) && <p className={css['asks']}>{m.chat_asks({ name: namesOf(waits) })}</p>}<KeptHere parcels={kept} onTake={(text) => writer.current?.write(text)} /></>} />
      </ActsOfTalk>
      <Typing talk={talk} me={me} />
      {talk.problem !== undefined && <p className={css['closed']}>{wordsOf(talk.problem)}</p>}
      {foot}
      <noscript><p className={css['closed']}>{m.chat_needs_script()}</p></noscript>
    </main>
  );
}
