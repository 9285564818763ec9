/** The programme, hung on the rail, and who speaks. */

import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Avatar } from '../avatar.tsx';
import { profilePath } from '../name.tsx';
import css from './room.module.css';
import { clockIn } from './when.tsx';

type Item = Room['program'][number];

const STATES: Record<string, () => string> = { now: () => m.room_item_now(), done: () => m.room_item_done() };

/** @param act what a host can do with an item */
export function Program({ room, act }: { room: Room; act?: (item: Item) => ReactNode }) {
  const { program, moments, speakers, time_zone: zone } = room;
  if (program.length === 0 && moments.length === 0) return <p className={css['quiet']}>{m.room_program_empty()}</p>;
  const timeless = program.every(({ starts_at: at }) => at === null);
  const nameOf = (id: string): string | undefined => speakers.find((one) => one.id === id)?.name;
  return (
    <>
      <ol className={`${css['program']} ${timeless ? css['timeless'] : ''}`}>
        {program.map((item) => (
          <li key={item.id} data-state={item.state} data-kind={item.kind} {...(item.state === 'now' && { 'aria-current': 'step' })}>
            <span className={css['at']}>{item.starts_at !== null && <time dateTime={item.starts_at}>{clockIn(item.starts_at, zone)}</time>}</span>
            <div><p className={css['item']}><bdi>{item.title}</bdi>{STATES[item.state] !== undefined && <small>{STATES[item.state]?.()}</small>}</p>
              {item.speaker_ids.length > 0 && <p className={css['by']}>{item.speaker_ids.flatMap((id) => nameOf(id) ?? []).map((name, at) => <Fragment key={at}>{at > 0 && ', '}<bdi>{name}</bdi></Fragment>)}</p>}{act?.(item)}</div>
          </li>
        ))}
      </ol>
      {moments.length > 0 && (
        <ol className={css['program']} aria-label={m.room_moments()}>
          {moments.map(({ id, at, title, post_id: post }) => (
            <li key={id} data-kind="moment"><span className={css['at']}><time dateTime={at}>{clockIn(at, zone)}</time></span><p className={css['item']}>{post === null ? <bdi>{title}</bdi> : <Link to={`/@-/${post}`}><bdi>{title}</bdi></Link>}</p></li>
          ))}
        </ol>
      )}
    </>
  );
}

export function Speakers({ speakers }: { speakers: Room['speakers'] }) {
  if (speakers.length === 0) return null;
  return (
    <ul className={css['speakers']} aria-label={m.room_speakers()}>
      {speakers.map(({ id, name, function: role, account }) => (
        <li key={id}>
          {account === null ? <span className={css['initial']} aria-hidden="true">{[...name][0]}</span> : <Avatar account={account} size="small" />}
          <span>{account === null ? <bdi>{name}</bdi> : <Link to={profilePath(account)}><bdi>{name}</bdi></Link>}{role !== '' && <small>{role}</small>}</span>
        </li>
      ))}
    </ul>
  );
}
