/** What is watched beside a room. Nothing of it is loaded before its reader has been told who will see what, and has said yes. */

import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Room } from '../../entities.ts';
import { useHere } from '../../here.tsx';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import css from './beside.module.css';
import { playOutside } from './player/outside.ts';

type Source = NonNullable<Room['source']>;

/** A playlist of somebody else's, played by this page. */
function Playlist({ url, title }: { url: string; title: string }) {
  const { me } = useHere();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => (video.current === null ? undefined : playOutside(video.current)), [url]);
  return <><video ref={video} className={css['picture']} controls playsInline preload="none" aria-label={title} data-outside={url} />{me === undefined && <script src="/app/alone/outside.js" defer />}</>;
}

function Picture({ source: { embed_url: embed, url, title } }: { source: Source }) {
  if (embed === null) return url === null ? null : <Playlist url={url} title={title} />;
  // Players refuse to run where they are not told on whose page; the address of the page they are not told.
  return <iframe className={css['picture']} src={embed} title={title} allow="fullscreen; picture-in-picture; encrypted-media" sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" referrerPolicy="strict-origin" />;
}

/**
 * @param agreed whether the reader has said yes to this player, by the address of this very page
 * @param yes the address that says so
 */
export function Beside({ source, agreed, yes, children }: { source: Source; agreed: boolean; yes: string; children?: ReactNode }) {
  const { host, title, url } = source;
  return (
    <section className={css['beside']} id="beside" aria-label={m.beside_label()} data-source={source.kind}>
      <p className={css['title']}><Icon name="tv" small /><span>{m.beside_label()} <b><bdi>{title}</bdi></b></span></p>
      {host !== null && (agreed ? <Picture source={source} /> : (
        <div className={css['ask']} data-consent="">
          <p>{m.beside_who({ host })}</p>
          <p className={css['ways']}><a className="button" href={`${yes}#beside`} rel="nofollow">{m.beside_yes()}</a>{url !== null && <a className="button plain" href={url} rel="noreferrer nofollow" target="_blank">{m.beside_there()}<Icon name="external-link" small /></a>}</p>
        </div>
      ))}
      {children}
    </section>
  );
}

/** To where somebody who watches later starts the clock themselves. */
export function Later({ room }: { room: Pick<Room, 'id' | 'source' | 'state'> }) {
  if (room.source === null || room.state === 'planned') return null;
  return <p className={css['later']}><Link to={`/rooms/${room.id}/together`}>{m.beside_later()}</Link></p>;
}
