/** One thing that was said: by whom and when, where that is not clear from above; what it answers; what people felt. */

import { Suspense, createContext, lazy, use, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { Link } from 'react-router';
import { react } from '../../client/chats/mine.ts';
import type { Account, Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import { Name, nameOf, profilePath } from '../name.tsx';
import { Moment } from '../time.tsx';
import { Card } from '../card.tsx';
import { Files } from './files.tsx';
import { Said } from './said.tsx';
import css from './talk.module.css';
import { namesOf } from './words.ts';

const MessageMenu = lazy(() => import('./menu.tsx').then(({ MessageMenu: component }) => ({ default: component })));

/** What can be done with the messages of a talk; the same for all of them. */
export interface TalkActs {
  readonly me: string;
  /** Takes back what others said, too. */
  readonly host: boolean;
  readonly mayWrite: boolean;
  readonly people: ReadonlyMap<string, Account>;
  readonly put: (message: Message) => void;
  readonly answer: (message: Message) => void;
  readonly edit: (message: Message) => void;
  readonly show: (id: string) => void;
}

const ActsContext = createContext<TalkActs | undefined>(undefined);
export const ActsOfTalk = ActsContext.Provider;

export function useActs(): TalkActs {
  const acts = use(ActsContext);
  if (acts === undefined) throw new Error('A message stands in no talk');
  return acts;
}

function Answered({ message: { reply_to: original, reply_to_id: id } }: { message: Message }) {
  const { show } = useActs();
  if (id === null) return null;
  if (original === null) return <p className={css['answered']}>{m.message_answers_gone()}</p>;
  const name = original.account === null ? m.chat_nobody() : nameOf(original.account);
  return (
    <p className={css['answered']}>
      <a href={`?at=${id}`} onClick={(event) => { event.preventDefault(); show(id); }}><Icon name="reply" small /><span className="unseen">{m.message_answers()} </span><b><bdi>{name}</bdi></b> <span dir="auto">{original.deleted ? m.message_taken_back() : original.text || m.message_files({ count: original.files })}</span></a>
    </p>
  );
}

function Reactions({ message }: { message: Message }) {
  const { me, put, people, mayWrite } = useActs();
  if (message.reactions.length === 0) return null;
  return (
    <ul className={css['reactions']} aria-label={m.message_reactions()}>
      {message.reactions.map(({ name, count, me: mine, account_ids: ids }) => {
        const who = namesOf(ids.flatMap((id) => people.get(id) ?? []), 8);
        return (
          <li key={name}>
            <button type="button" className={css['reaction']} aria-pressed={mine} disabled={!mayWrite} title={who} onClick={() => void react(message, name, { wanted: !mine, me, put })}>
              <span>{name}</span> <span>{count}</span><span className="unseen"> {who}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Readers({ readers }: { readers: readonly Account[] }) {
  if (readers.length === 0) return null;
  const words = m.message_read_by({ names: namesOf(readers, 8) });
  return <p className={css['readers']} title={words}>{readers.slice(0, 6).map((account) => <Avatar key={account.id} account={account} size="tiny" />)}{readers.length > 6 && <span>+{readers.length - 6}</span>}<span className="unseen">{words}</span></p>;
}

function Moments({ message }: { message: Message }) {
  const { created_at: at, written_at: written, edited_at: edited, expires_at: ends } = message;
  return (
    <>
      <Moment at={at} form="clock" />
      {message.pinned && <span className={css['note']} title={m.message_pinned()}><Icon name="pin" small /><span className="unseen">{m.message_pinned()}</span></span>}
      {edited !== null && <span className={css['note']}>{m.message_edited()}</span>}
      {written !== null && <span className={css['note']}>{m.message_written()} <Moment at={written} form="clock" /></span>}
      {ends !== null && <span className={css['note']} title={m.message_lasts()}><Icon name="clock" small /><span className="unseen">{m.message_lasts()}</span> <Moment at={ends} /></span>}
    </>
  );
}

function More({ message }: { message: Message }) {
  const { answer, mayWrite } = useActs();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const about = message.account === null ? m.chat_nobody() : nameOf(message.account);
  return (
    <span className={css['acts']}>
      {mayWrite && <button type="button" className={css['act']} data-act="reply" tabIndex={-1} title={m.message_answer()} onClick={() => answer(message)}><Icon name="reply" small /><span className="unseen">{m.message_answer()}</span></button>}
      <button ref={button} type="button" className={css['act']} data-act="more" aria-haspopup="menu" aria-expanded={open} title={m.message_more()} onClick={() => setOpen(true)}><Icon name="ellipsis" small /><span className="unseen">{m.message_more_of({ name: about })}</span></button>
      {open && <Suspense fallback={null}><MessageMenu message={message} anchor={button} onClose={() => setOpen(false)} /></Suspense>}
    </span>
  );
}

interface RowProps {
  readonly message: Message;
  /** Nothing of the same person stands right above. */
  readonly first: boolean;
  /** The clock has moved since the one above. */
  readonly timed: boolean;
  /** Those for whom this is the last one they have read. */
  readonly readers: readonly Account[];
  readonly marked: boolean;
}

export function MessageRow({ message, first, timed, readers, marked }: RowProps) {
  const { me } = useActs();
  const row = useRef<HTMLElement>(null);
  const { id, account, text, deleted_at: deleted } = message;
  const mine = account?.id === me;
  const body = message.body_kind === 'opaque' ? <p className={css['gone']}><Icon name="lock" small />{m.message_opaque()}</p> : text !== '' && <Said text={text} />;
  const tap = (event: MouseEvent): void => {
    if ((event.nativeEvent as PointerEvent).pointerType !== 'touch' || (event.target as Element).closest('a, button') !== null || !getSelection()?.isCollapsed) return;
    row.current?.querySelector<HTMLElement>('[data-act=more]')?.click();
  };
  return (
    // A finger has the same menu anywhere on the message; keys and pointers have its button.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <article ref={row} className={`${css['message']} ${first ? css['first'] : ''} ${mine ? css['mine'] : ''} ${marked ? css['marked'] : ''}`} data-message={id} aria-label={account === null ? undefined : m.message_by({ name: nameOf(account) })} onClick={tap}>
      {first ? (account === null ? <span className={css['face']} /> : <Link className={css['face']} to={profilePath(account)} tabIndex={-1} aria-hidden="true"><Avatar account={account} /></Link>)
        : <span className={css['gutter']} aria-hidden="true">{timed && <Moment at={message.created_at} form="clock" />}</span>}
      <div className={css['body']}>
        {first && <p className={css['head']}>{account === null ? <span>{m.chat_nobody()}</span> : <Name account={account} short />}<span className={css['moment']}><Moments message={message} /></span></p>}
        {!first && (message.pinned || message.edited_at !== null || message.written_at !== null || message.expires_at !== null) && <p className={css['moment']}><Moments message={message} /></p>}
        {deleted === null ? <><Answered message={message} />{body}<Files files={message.files} />{message.card !== null && <div className={css['cardOf']}><Card card={message.card} /></div>}<Reactions message={message} /></> : <p className={css['gone']}><Icon name="x" small />{mine ? m.message_you_took_back() : m.message_taken_back()}</p>}
      </div>
      {deleted === null && <More message={message} />}
      <Readers readers={readers} />
    </article>
  );
}
