/** Where the picture stands: what runs now, else what comes next, else the newest that can be seen again; and the evening beside it. */

import { Link } from 'react-router';
import type { Broadcast, Curve, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Icon } from '../icon.tsx';
import { Player } from './player/player.tsx';
import { Replay } from './replay/replay.tsx';
import css from './replay/replay.module.css';
import { clockIn } from './when.tsx';

const RANK: Readonly<Record<string, number>> = { live: 0, paused: 1, ready: 2, ended: 3 };

/** What can be shown of a room's broadcasts, the one to show first; they come newest first. */
function shownOf(broadcasts: readonly Broadcast[]): Broadcast[] {
  const shown = broadcasts.filter(({ state, recording_url: recording }) => state !== 'ended' || recording !== null);
  return shown.toSorted((a, b) => (RANK[a.state] ?? 4) - (RANK[b.state] ?? 4));
}

/** Whether a room's evening can be watched again. */
export const isReplayed = (broadcasts: readonly Broadcast[]): boolean => shownOf(broadcasts)[0]?.state === 'ended';

interface Slot {
  readonly broadcasts: readonly Broadcast[];
  readonly roomId: string | null;
  /** The room it was in, and how it felt. */
  readonly room?: Room | undefined;
  readonly curve?: Curve | undefined;
}

/** What wakes players in visitors' pages: there, too, before there is anything to play, where something may come. */
export function PlayerScript() {
  const { me } = useHere();
  return me === undefined ? <script src="/app/alone/player.js" defer /> : null;
}

/** That there is a picture now, where the page begins. */
export function LiveNow({ room }: { room: Room }) {
  const live = room.broadcasts.find(({ state }) => state === 'live');
  return live === undefined ? null : <a className="button next" href="#picture" data-watch={live.id}><Icon name="play" filled />{m.video_live_now()}</a>;
}

export function PlayerSlot({ broadcasts, roomId, room, curve }: Slot) {
  const [broadcast, ...others] = shownOf(broadcasts.filter(({ room_id: id }) => id === roomId));
  if (broadcast === undefined) return null;
  const past = others.filter(({ state }) => state === 'ended');
  return (
    <>
      <Player key={broadcast.id} broadcast={broadcast} />
      {room !== undefined && curve !== undefined && <Replay broadcast={broadcast} room={room} curve={curve} />}
      {past.length > 0 && (
        <ul className={`${css['moments']} no-print`} aria-label={m.video_others()}>
          {past.map(({ id, title, started_at: at }) => (
            <li key={id}><Link className={css['jump']} to={`/broadcasts/${id}`}>{at !== null && <time dateTime={at}>{clockIn(at, room?.time_zone ?? 'UTC')}</time>} <bdi>{title}</bdi></Link></li>
          ))}
        </ul>
      )}
    </>
  );
}
