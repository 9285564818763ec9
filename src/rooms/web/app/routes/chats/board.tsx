import { useEffect } from 'react';
import { Link, useLoaderData, useRevalidator } from 'react-router';
import { findChat, presentBoard, presentMembers } from '../../chats.server.ts';
import { subscribe } from '../../client/stream.ts';
import type { Chat } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import { Notes } from '../../parts/chats/notes.tsx';
import { FoundLine } from '../../parts/chats/found.tsx';
import { Files } from '../../parts/chats/files.tsx';
import css from '../../parts/chats/line.module.css';
import { Tasks } from '../../parts/chats/tasks.tsx';
import { chatName } from '../../parts/chats/words.ts';
import { Icon } from '../../parts/icon.tsx';
import { Page } from '../../parts/page.tsx';
import { Part } from '../../parts/settings/fields.tsx';

/** What the people of a conversation keep together: tasks, notes, what is pinned, and files. */
export const loader = memberPage(async ({ visit, params }) => {
  const { id, chat } = await findChat(visit, params['id']);
  const [board, members] = await Promise.all([presentBoard(visit, id), presentMembers(visit, id)]);
  return { chat, ...board, people: members.filter(({ state }) => state === 'in').map(({ account }) => account) };
});

export const meta = ({ loaderData }: { loaderData?: { chat: Chat } }) => [{ title: `${m.board()} · ${loaderData === undefined ? '' : chatName(loaderData.chat)}` }];

const CALM_MS = 300;

export default function Board() {
  const { chat, pins, files, notes, tasks, people } = useLoaderData<typeof loader>();
  const { me } = useHere();
  const { revalidate } = useRevalidator();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = subscribe({ stream: 'chats' }, (event, payload) => {
      if (event === 'chat.typing' || event === 'chat.read' || (event !== 'resync' && (payload as { chat_id?: string }).chat_id !== chat.id)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        void revalidate();
      }, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [chat.id, revalidate]);
  const fresh = (): void => void revalidate();
  return (
    <Page heading={m.board()} line={<bdi>{chatName(chat)}</bdi>} aside={<Link className="button plain" to={`/messages/${chat.id}`}><Icon name="arrow-left" />{m.chat_back()}</Link>}>
      <Tasks chat={chat} tasks={tasks} people={people} onChange={fresh} />
      <Notes chat={chat} notes={notes} onChange={fresh} />
      <Part heading={m.board_pins()}>{pins.length === 0 ? <p className="hint">{m.board_no_pins()}</p> : <ul className={css['list']}>{pins.map((message) => <li key={message.id}><FoundLine message={message} name="" me={me?.id ?? ''} /></li>)}</ul>}</Part>
      <Part heading={m.board_files()}>{files.length === 0 ? <p className="hint">{m.board_no_files()}</p> : <article><Files files={files} /></article>}</Part>
    </Page>
  );
}
