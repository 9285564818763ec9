/**
 * What was said, newest below. The list is drawn from its foot up, so that it opens at its end also without script, and what is
 * read above pushes nothing; where somebody reads further up, what they read stays where it is, whatever comes.
 */

import { Fragment, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode, Ref } from 'react';
import type { Talk } from '../../client/chats.ts';
import { linesWithin } from '../../client/chats/lines.ts';
import { isNewer } from '../../client/stream/line.ts';
import type { Account, Group, GroupLine, Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Logged } from '../groups/logged.tsx';
import { Icon } from '../icon.tsx';
import { Day, railCss } from '../rail.tsx';
import { useReading } from './reading.ts';
import { MessageRow } from './message.tsx';
import css from './talk.module.css';

/** Nearer than this to the end of the list is at its end. */
const AT_END_PX = 60;
const READ_AHEAD_PX = 800;
/** What one person says within so long stands together. */
const RUN_MS = 5 * 60_000;

export interface LogHandle {
  /** Shows a message, if it is there. @returns whether it is */
  show(id: string): boolean;
  toEnd(): void;
}

interface LogProps {
  readonly talk: Talk;
  /** Whose conversation it is, and what happened in it meanwhile. */
  readonly group: Group | undefined;
  readonly lines: readonly GroupLine[];
  readonly me: string;
  /** Up to where it had been read when the page was made. */
  readonly readUpTo: string | undefined;
  /** To be shown at first. */
  readonly marked: string | undefined;
  /** What has been written here and has not left. */
  readonly foot: ReactNode;
  readonly hand: Ref<LogHandle>;
}

const clockMinute = (at: string): string => at.slice(0, 16);

/** Who has read up to where, by the message under which that is shown. */
function readersOf({ members, messages }: Talk, me: string): ReadonlyMap<string, Account[]> {
  const readers = new Map<string, Account[]>();
  for (const { account, state, last_read_id: read } of members) {
    if (account.id === me || state !== 'in' || read === null) continue;
    const last = messages.findLast(({ id }) => !isNewer(id, read));
    if (last === undefined || last.account?.id === account.id) continue;
    readers.set(last.id, [...(readers.get(last.id) ?? []), account]);
  }
  return readers;
}

/** The first that the reader has not read, of what others said. */
function firstUnread(messages: readonly Message[], readUpTo: string | undefined, me: string): string | undefined {
  const first = messages.find(({ id, account }) => isNewer(id, readUpTo) && account?.id !== me);
  return readUpTo === undefined || first === undefined || first === messages[0] ? undefined : first.id;
}

/** Keeps what is read in its place while the list changes around it. @param rows what stands in it */
function useAnchor(rows: readonly Row[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ readonly id: string; readonly top: number }>(undefined);
  const atEnd = useRef(true);
  const look = useCallback((): void => {
    const box = scroller.current;
    if (box === null) return;
    atEnd.current = box.scrollTop > -AT_END_PX;
    const edge = box.getBoundingClientRect().top;
    const all = box.querySelectorAll<HTMLElement>('[data-message]');
    let [low, high] = [0, all.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.getBoundingClientRect().bottom ?? 0) > edge + 1) high = middle;
      else low = middle + 1;
    }
    const row = all[low];
    anchor.current = row === undefined ? undefined : { id: row.dataset['message'] ?? '', top: row.getBoundingClientRect().top };
  }, []);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const row = anchor.current === undefined ? null : box.querySelector<HTMLElement>(`[data-message="${anchor.current.id}"]`);
    if (atEnd.current) box.scrollTop = 0;
    else if (row !== null && anchor.current !== undefined) box.scrollTop += row.getBoundingClientRect().top - anchor.current.top;
    look();
  }, [rows, look]);
  return { scroller, atEnd, look };
}

/** What is new, said once to those who listen: a sentence, or how many where they come fast. */
function useAnnouncement(messages: readonly Message[], me: string): string {
  const [said, setSaid] = useState('');
  const known = useRef(messages.at(-1)?.id);
  const waiting = useRef<Message[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const fresh = messages.filter(({ id, account }) => isNewer(id, known.current) && account?.id !== me);
    known.current = messages.at(-1)?.id ?? known.current;
    if (fresh.length === 0 || known.current === undefined) return;
    waiting.current.push(...fresh);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const [one] = waiting.current;
      const count = waiting.current.length;
      waiting.current = [];
      setSaid(count === 1 && one !== undefined ? m.chat_said({ name: one.account?.display_name || one.account?.username || '', text: one.text.slice(0, 160) }) : m.messages_new({ count }));
    }, 1500);
  }, [messages, me]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return said;
}

type Row = { readonly id: string; readonly created_at: string } & ({ readonly message: Message } | { readonly line: GroupLine });

/** Messages and what happened between them, in the order in which it happened. */
function rowsOf(messages: readonly Message[], lines: readonly GroupLine[]): readonly Row[] {
  const said = messages.map((message): Row => ({ id: message.id, created_at: message.created_at, message }));
  if (lines.length === 0) return said;
  return [...said, ...lines.map((line): Row => ({ id: line.id, created_at: line.created_at, line }))].sort((a, b) => (isNewer(a.id, b.id) ? 1 : -1));
}

/** Whether a message stands below another as if it were one with it. */
function goesOn(message: Message, above: Row | undefined): boolean {
  return above !== undefined && 'message' in above && above.message.account?.id === message.account?.id && Date.parse(message.created_at) - Date.parse(above.created_at) <= RUN_MS;
}

interface RowsProps {
  readonly rows: readonly Row[];
  readonly readers: ReadonlyMap<string, Account[]>;
  readonly group: Group | undefined;
  readonly notch: string | undefined;
  readonly marked: string | undefined;
}

function Rows({ rows, readers, group, notch, marked }: RowsProps) {
  return rows.map((row, at) => {
    const above = rows[at - 1];
    const isNewDay = above?.created_at.slice(0, 10) !== row.created_at.slice(0, 10);
    const day = isNewDay && <Day at={row.created_at} />;
    if ('line' in row) return <Fragment key={row.id}>{day}{group !== undefined && <div className={railCss['item']}><Logged group={group} line={row.line} /></div>}</Fragment>;
    const { message } = row;
    const first = isNewDay || notch === message.id || !goesOn(message, above);
    return (
      <Fragment key={message.id}>
        {day}
        {notch === message.id && <div className={railCss['notch']} data-notch="">{m.chat_unread_from_here()}</div>}
        <div className={railCss['item']}><MessageRow message={message} first={first} timed={above !== undefined && clockMinute(above.created_at) !== clockMinute(message.created_at)} readers={readers.get(message.id) ?? []} marked={marked === message.id} /></div>
      </Fragment>
    );
  });
}

export function Log({ talk, group, lines, me, readUpTo, marked, foot, hand }: LogProps) {
  const { messages, hasOlder, hasNewer, arrived } = talk;
  const rows = useMemo(() => rowsOf(messages, linesWithin(lines, { messages, hasOlder, hasNewer })), [messages, lines, hasOlder, hasNewer]);
  const { scroller, atEnd, look } = useAnchor(rows);
  /** The newest there was when the reader went up. */
  const [away, setAway] = useState<string>();
  const [notch] = useState(() => firstUnread(messages, readUpTo, me));
  const seen = useReading(talk, scroller);
  const words = useAnnouncement(messages, me);

  const show = useCallback((id: string): boolean => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
    if (row == null) return false;
    row.tabIndex = -1;
    row.scrollIntoView({ block: 'center' });
    row.focus({ preventScroll: true });
    return true;
  }, [scroller]);
  useImperativeHandle(hand, () => ({
    show,
    toEnd: () => {
      atEnd.current = true;
      if (scroller.current !== null) scroller.current.scrollTop = 0;
    },
  }), [show, atEnd, scroller]);

  // Where one was looking for something, or stopped reading more than a screen ago.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const line = box.querySelector('[data-notch]');
    if (marked !== undefined) show(marked);
    else if (line !== null && line.getBoundingClientRect().top < box.getBoundingClientRect().top) line.scrollIntoView({ block: 'start' });
    look();
    seen();
    // Once, when the page opens.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);

  const scrolled = (): void => {
    const box = scroller.current;
    if (box === null) return;
    look();
    seen();
    setAway((now) => (atEnd.current && !hasNewer ? undefined : now ?? messages.at(-1)?.id ?? '0'));
    if (hasOlder && box.scrollHeight - box.clientHeight + box.scrollTop < READ_AHEAD_PX) void talk.loadOlder();
    if (hasNewer && box.scrollTop > -READ_AHEAD_PX) void talk.loadNewer();
  };
  const toEnd = async (): Promise<void> => {
    if (hasNewer) await talk.toNewest();
    atEnd.current = true;
    scroller.current?.scrollTo(0, 0);
  };
  const unseen = arrived + (away === undefined ? 0 : messages.filter(({ id, account }) => account?.id !== me && isNewer(id, away)).length);
  return (
    <div className={css['logFrame']}>
      {/* A list that is scrolled has to be reached by those who scroll by keys; what is new in it is said beside it, and more soberly. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={scroller} className={css['scroller']} role="log" aria-live="off" aria-label={m.chat_log()} tabIndex={0} onScroll={scrolled}>
        <div className={`${css['list']} ${railCss['section']}`}>
          <p className={css['start']}>{hasOlder ? <a className="button" href={`?max_id=${messages[0]?.id ?? ''}`} onClick={(event) => { event.preventDefault(); void talk.loadOlder(); }}>{m.chat_older()}</a> : m.chat_beginning()}</p>
          <Rows rows={rows} readers={readersOf(talk, me)} group={group} notch={notch} marked={marked} />
          {foot}
        </div>
      </div>
      {(away !== undefined || hasNewer) && <button type="button" className={`button ${css['toEnd']}`} onClick={() => void toEnd()}><Icon name="arrow-down" small />{unseen > 0 ? m.messages_new({ count: unseen }) : m.chat_to_end()}</button>}
      <output className="unseen">{words}</output>
    </div>
  );
}
