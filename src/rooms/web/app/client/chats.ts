/** A private conversation while it is open: what is said in the order in which it was said, live, and without a gap after any absence. */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Chat, ChatMember, Message } from '../entities.ts';
import { ApiError, api } from './api.ts';
import { amendTalk, begin, merged } from './chats/amend.ts';
import type { GivenTalk, TalkState } from './chats/amend.ts';
import { onSaid } from './outbox.ts';
import { subscribe } from './stream.ts';
import { isNewer } from './stream/line.ts';

export type { GivenTalk } from './chats/amend.ts';

export const CHATS = '/api/perchoir/v1/chats';
const PAGE = 40;
const AT_ONCE = 100;
/** After a longer absence than these, the talk begins anew at its end, and what lies between is read upwards. */
const MOST_PAGES = 20;
/** Whoever types says so every three seconds. */
const TYPING_MS = 6000;

export interface Talk extends TalkState {
  /** Reads what was said before, or after where the talk was entered in the middle. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** To the end, where what is said is seen at once. */
  toNewest(): Promise<void>;
  put(message: Message): void;
  putChat(chat: Chat): void;
}

const messagesAt = (id: string): string => `${CHATS}/${id}/messages`;
const inOrder = (page: readonly Message[]): readonly Message[] => page.toReversed();

/** Everything that was said after a message, or the end of the talk where that is too much. */
async function readSince(id: string, newest: string | undefined): Promise<{ readonly messages: readonly Message[]; readonly whole: boolean }> {
  const end = inOrder(await api.get<Message[]>(messagesAt(id), { limit: AT_ONCE }));
  const [first] = end;
  if (newest === undefined || first === undefined || !isNewer(first.id, newest)) return { messages: end, whole: true };
  let messages: readonly Message[] = [];
  for (let page = 0, from = newest; page < MOST_PAGES; page++) {
    const part = inOrder(await api.get<Message[]>(messagesAt(id), { min_id: from, limit: AT_ONCE }));
    messages = [...messages, ...part];
    if (part.length < AT_ONCE || !isNewer(first.id, part.at(-1)?.id)) return { messages: merged(messages, end), whole: true };
    from = part.at(-1)?.id ?? from;
  }
  return { messages: end, whole: false };
}

type Change = (turn: (now: TalkState) => TalkState) => void;

/** Reads on at one end of what is there, one page at a time. */
function useEnds(id: string, latest: { readonly current: TalkState }, change: Change): Pick<Talk, 'loadOlder' | 'loadNewer' | 'toNewest'> {
  const busy = useRef(false);
  const run = useCallback(async (act: () => Promise<(now: TalkState) => TalkState>): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      const turn = await act();
      change((now) => ({ ...turn(now), problem: undefined }));
    } catch (error) {
      if (error instanceof ApiError) change((now) => ({ ...now, problem: error }));
    } finally {
      busy.current = false;
    }
  }, [change]);
  const loadOlder = useCallback(() => run(async () => {
    const before = latest.current.messages[0]?.id;
    const part = await api.get<Message[]>(messagesAt(id), { limit: PAGE, ...(before !== undefined && { max_id: before }) });
    return (now) => ({ ...now, messages: merged(now.messages, part), hasOlder: part.length === PAGE });
  }), [id, latest, run]);
  const loadNewer = useCallback(() => run(async () => {
    const from = latest.current.messages.at(-1)?.id;
    const part = await api.get<Message[]>(messagesAt(id), { limit: PAGE, min_id: from ?? '0' });
    return (now) => ({ ...now, messages: merged(now.messages, part), hasNewer: part.length === PAGE, arrived: part.length === PAGE ? now.arrived : 0 });
  }), [id, latest, run]);
  const toNewest = useCallback(() => run(async () => {
    const end = await api.get<Message[]>(messagesAt(id), { limit: PAGE });
    return (now) => ({ ...now, messages: inOrder(end), hasOlder: end.length === PAGE, hasNewer: false, arrived: 0 });
  }), [id, run]);
  return { loadOlder, loadNewer, toNewest };
}

/** What is over goes at its moment, whenever the server comes to tell. */
function useClock({ messages, typing }: TalkState, change: Change): void {
  const ends = messages.flatMap(({ expires_at: at }) => (at === null ? [] : [Date.parse(at)]));
  const next = Math.min(...ends, ...typing.map(({ until }) => until));
  useEffect(() => {
    if (!Number.isFinite(next)) return undefined;
    // Timers do not reach further.
    const timer = setTimeout(() => change((now) => ({
      ...now, typing: now.typing.filter(({ until }) => until > Date.now()), messages: now.messages.filter(({ expires_at: at }) => at === null || Date.parse(at) > Date.now()),
    })), Math.min(Math.max(0, next - Date.now()) + 50, 2_000_000_000));
    return () => clearTimeout(timer);
  }, [next, change]);
}

/** @param given what the page was made with: the newest messages, or those around one */
export function useTalk(given: GivenTalk): Talk {
  const [held, setHeld] = useState({ given, now: begin(given) });
  // A page that was read anew knows better.
  const now = held.given === given ? held.now : begin(given);
  const latest = useRef(now);
  useLayoutEffect(() => {
    latest.current = now;
  });
  const change = useCallback<Change>((turn) => setHeld((held) => ({ given, now: turn(held.given === given ? held.now : begin(given)) })), [given]);
  const { since, chat: { id } } = given;
  const ends = useEnds(id, latest, change);
  useClock(now, change);

  useEffect(() => {
    const readMembers = (): void => void api.get<ChatMember[]>(`${CHATS}/${id}/members`).then((members) => change((state) => ({ ...state, members })), () => undefined);
    const catchUp = async (): Promise<void> => {
      const [chat, { messages, whole }] = await Promise.all([api.get<Chat>(`${CHATS}/${id}`), readSince(id, latest.current.messages.at(-1)?.id)]);
      change((state) => {
        if (state.hasNewer) return { ...state, chat };
        return { ...state, chat, messages: whole ? merged(state.messages, messages) : messages, hasOlder: whole ? state.hasOlder : true };
      });
      readMembers();
    };
    const gone = (error: unknown): void => {
      if (error instanceof ApiError && error.status === 404) change((state) => ({ ...state, left: true }));
    };
    const stop = subscribe({ stream: 'chats', since }, (event, payload) => {
      if (event === 'resync') return void catchUp().catch(gone);
      change((state) => amendTalk(state, event, payload, Date.now() + TYPING_MS));
      if (event === 'chat' && (payload as Chat).id === id && (payload as Chat).members_count <= AT_ONCE) readMembers();
      return undefined;
    });
    const stopSaid = onSaid((message) => {
      if (message.chat_id === id) change((state) => amendTalk(state, 'chat.message', message, 0));
    });
    return () => {
      stop();
      stopSaid();
    };
  }, [id, since, change]);

  const put = useCallback((message: Message) => change((state) => amendTalk(state, 'chat.message.update', message, 0)), [change]);
  const putChat = useCallback((chat: Chat) => change((state) => ({ ...state, chat })), [change]);
  return { ...now, ...ends, put, putChat };
}
