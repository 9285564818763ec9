import { Link, useLoaderData } from 'react-router';
import { presentNight } from '../../chats.server.ts';
import type { ChatNight } from '../../entities.ts';
import { memberPage } from '../../page.server.ts';
import * as m from '../../paraglide/messages.js';
import css from '../../parts/chats/night.module.css';
import { Icon } from '../../parts/icon.tsx';
import { amongWords, nameAmongWords, nameOf } from '../../parts/name.tsx';
import { Empty, Page } from '../../parts/page.tsx';
import { railCss } from '../../parts/rail.tsx';
import { Moment } from '../../parts/time.tsx';

/** What happened while one slept, by fixed rules and nothing ranked. */
export const loader = memberPage(async ({ visit, url }) => ({ night: await presentNight(visit, url.searchParams.get('since')) }));

export const meta = () => [{ title: m.night() }];

const KINDS: Record<string, readonly [icon: string, word: () => string]> = {
  decision: ['check', m.night_decision], question: ['circle-question-mark', m.night_question], mention: ['at-sign', m.night_mention], member: ['user-plus', m.night_member], link: ['link', m.night_link], task: ['list-checks', m.night_task],
};

function Line({ line, chat }: { line: ChatNight['lines'][number]; chat: string }) {
  const [icon, word] = KINDS[line.kind] ?? ['info', m.night];
  const to = line.message_id === null ? line.url : `/messages/${chat}?at=${line.message_id}`;
  const said = line.account === null || line.text === ''
    ? <>{line.account !== null && <bdi>{nameOf(line.account)}</bdi>}{line.text !== '' && <span dir="auto">{line.text}</span>}</>
    : m.chat_said({ name: nameAmongWords(line.account), text: amongWords(line.text) });
  const words = <><b>{word()}</b> {said}</>;
  return (
    <li className={`${railCss['item']} ${css['line']}`}>
      <span className={css['sign']}><Icon name={icon} small /></span>
      <p className={css['words']}>{to === null ? words : <Link to={to}>{words}</Link>}</p>
      <span className={css['moment']}><Moment at={line.at} form="clock" /></span>
    </li>
  );
}

export default function Night() {
  const { night } = useLoaderData<typeof loader>();
  return (
    <Page heading={m.night()} line={m.night_line()} aside={<Link className="button plain" to="/messages"><Icon name="arrow-left" />{m.nav_messages()}</Link>}>
      {night.length === 0 ? <Empty>{m.night_empty()}</Empty> : night.map(({ chat, lines }) => (
        <section key={chat.id} className={css['chat']} aria-labelledby={`chat-${chat.id}`}>
          <h2 id={`chat-${chat.id}`}><Link to={`/messages/${chat.id}`}><bdi>{chat.title || m.chats_in()}</bdi></Link></h2>
          <ul className={railCss['section']}>{lines.map((line) => <Line key={`${line.kind} ${line.at} ${line.message_id ?? line.text}`} line={line} chat={chat.id} />)}</ul>
        </section>
      ))}
    </Page>
  );
}
