/** What is kept in this browser: what was begun, and what was published without a connection or refused since. */

import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { bringBack } from '../../client/drafts.ts';
import type { Dropped, KeptDraft } from '../../client/drafts.ts';
import { notice } from '../../client/notices.ts';
import { sendAgain, takeBack, useOutbox } from '../../client/outbox.ts';
import type { Parcel } from '../../client/outbox.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Moment } from '../time.tsx';
import { dropDraft, keepTakenBack, onDrafts, readDrafts } from './draft.ts';
import type { Draft, Place } from './draft.ts';
import css from './kept-list.module.css';

/** The page on which a draft is written on. */
function wayTo(place: Place): string {
  const [kind = '', id = ''] = place.split(':');
  if (place === 'new') return '/write';
  if (kind === 'room') return `/rooms/${id}`;
  if (kind === 'group') return `/groups/${id}`;
  return kind === 'new' ? `/write?draft=${place}` : `/write?${kind}=${id}`;
}

function aboutOf({ key, content }: KeptDraft): string | undefined {
  const { about: name } = content as Draft;
  if (name === undefined) return undefined;
  return key.startsWith('reply:') ? m.composer_reply({ name }) : key.startsWith('quote:') ? m.composer_quote({ name }) : undefined;
}

function excerptOf({ pieces }: Draft): string {
  return pieces.map(({ text, warning }) => (text.trim() === '' ? warning ?? '' : text.trim())).find((text) => text !== '') ?? '';
}

const filesIn = ({ pieces }: Draft): number => pieces.reduce((sum, { media }) => sum + media.length, 0);

function Row({ kept, onDrop }: { kept: KeptDraft; onDrop: () => void }) {
  const draft = kept.content as Draft;
  const text = excerptOf(draft);
  const about = aboutOf(kept);
  const files = filesIn(draft);
  const name = text === '' ? m.draft_without_text() : text.slice(0, 60);
  return (
    <>
      <Link to={wayTo(kept.key)} className={css['way']}>
        {about !== undefined && <span className={css['about']}>{about}</span>}
        <span className={`${css['excerpt']} ${text === '' ? css['empty'] : ''}`} dir="auto">{text === '' ? name : text}</span>
        <small>{draft.pieces.length > 1 && <>{m.draft_pieces({ count: draft.pieces.length })} · </>}{files > 0 && <>{m.draft_files({ count: files })} · </>}<Moment at={new Date(kept.keptAt).toISOString()} /></small>
      </Link>
      <button type="button" className={`button plain ${css['drop']}`} title={m.draft_drop({ name })} onClick={onDrop}><Icon name="trash" small /><span className="unseen">{m.draft_drop({ name })}</span></button>
    </>
  );
}

/** What else was begun in this browser. */
export function Drafts({ here, account }: { here: Place; account: string }) {
  const [drafts, setDrafts] = useState<readonly KeptDraft[]>([]);
  const [dropped, setDropped] = useState<Dropped & { readonly place: number }>();
  useEffect(() => {
    let left = false;
    const look = (): void => void readDrafts(account).then((all) => { if (!left) setDrafts(all.filter(({ key }) => key !== here && !/^(?:edit|scheduled|chat):/.test(key))); }, () => undefined);
    look();
    const stop = onDrafts(look);
    return () => {
      left = true;
      stop();
    };
  }, [account, here]);
  const drop = (key: Place, place: number): void => void dropDraft(account, key).then((gone) => setDropped({ ...gone, place }), () => undefined);
  const back = (): void => {
    if (dropped !== undefined) void bringBack(dropped).then(() => setDropped(undefined), () => undefined);
  };
  if (drafts.length === 0 && dropped === undefined) return null;
  const rows = drafts.map((kept, place) => <li key={kept.key} className={css['row']}><Row kept={kept} onDrop={() => drop(kept.key, place)} /></li>);
  const gone = <li key="dropped" className={css['row']}><output className={css['gone']}>{m.draft_dropped()}</output><button type="button" className="button" onClick={back}>{m.undo()}</button></li>;
  return (
    <section className={css['list']} aria-labelledby="drafts">
      <h2 id="drafts">{m.drafts_title()}</h2>
      <ul>{dropped === undefined ? rows : rows.toSpliced(dropped.place, 0, gone)}</ul>
    </section>
  );
}

/** Why it stays here. */
function reasonOf({ refused }: Parcel): string {
  if (refused === undefined) return m.outbox_waits();
  if (refused.reason === 'held') return m.outbox_held();
  return refused.reason === 'unsure' ? m.outbox_unsure() : m.composer_refused({ reason: refused.reason.replace(/^Validation failed: /, '') });
}

/** What was published and has not left. @param room only what was written in this event room */
export function Outbox({ account, room }: { account: string; room?: string }) {
  const { waiting, refused } = useOutbox(account);
  const navigate = useNavigate();
  const parcels = [...refused, ...waiting].filter((parcel) => room === undefined || parcel.room === room);
  if (parcels.length === 0) return null;
  const take = async (id: number): Promise<void> => {
    const place = await keepTakenBack(account, await takeBack(id));
    if (place !== undefined) await navigate(wayTo(place));
  };
  return (
    <section className={css['list']} aria-labelledby="outbox">
      <h2 id="outbox">{m.outbox_title()}</h2>
      <ul>
        {parcels.map((parcel) => (
          <li key={parcel.id} className={css['parcel']}>
            <span className={css['excerpt']} dir="auto">{parcel.body.status || m.draft_without_text()}</span>
            <span className={parcel.refused === undefined ? 'hint' : 'mistake'}>{reasonOf(parcel)}</span>
            {parcel.chat !== undefined && <Link className="button" to={`/messages/${parcel.chat.id}`}>{m.outbox_chat()}</Link>}
            {parcel.chat === undefined && parcel.refused?.reason !== 'held' && (
              <span className={css['acts']}>
                <button type="button" className="button" onClick={() => void take(parcel.id as number).catch(() => notice(m.act_fault()))}>{m.outbox_take()}</button>
                {parcel.refused !== undefined && <button type="button" className="button" onClick={() => void sendAgain(parcel.id as number)}>{m.outbox_again()}</button>}
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
