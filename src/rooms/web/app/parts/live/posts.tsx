/** The posts of a room, all of them or a part, on the rail: live for whoever looks. */

import { useMemo } from 'react';
import { roomSource } from '../../client/rooms.ts';
import type { RoomPart } from '../../client/rooms.ts';
import type { Post, Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Empty } from '../page.tsx';
import { PostsList } from '../posts-list.tsx';
import { Tabs } from '../tabs.tsx';
import { RoomNames } from './note.tsx';

export interface RoomPosts {
  readonly posts: readonly Post[];
  readonly older: string | undefined;
  readonly newer: string | undefined;
  readonly live: string | undefined;
}

export function RoomFeed({ room, part, stretch, delay, watching }: { room: Room; part: RoomPart | undefined; stretch: RoomPosts; delay: number; watching: boolean }) {
  const { me } = useHere();
  const source = useMemo(() => roomSource(room.id, part), [room.id, part]);
  const base = `/rooms/${room.id}`;
  const kept = { ...(me === undefined && delay > 0 && { delay: String(delay) }), ...(watching && { watch: 'yes' }) };
  const way = (only?: RoomPart): string => {
    const query = new URLSearchParams({ ...(only !== undefined && { only }), ...kept }).toString();
    return query === '' ? base : `${base}?${query}`;
  };
  const ways = [
    { to: way(), word: m.room_all() }, { to: way('official'), word: m.room_official_part() }, { to: way('on_site'), word: m.room_on_site() },
    ...(me === undefined ? [] : [{ to: way('followed'), word: m.room_followed() }]), { to: way('media'), word: m.room_pictures() },
  ];
  const empty = room.state === 'planned' ? m.room_posts_planned({ tag: room.tag }) : part === undefined ? m.room_posts_none({ tag: room.tag }) : m.room_posts_none_part();
  return (
    <RoomNames value={room}>
      <Tabs ways={ways} label={m.room_filters()} />
      <PostsList source={source} {...stretch} label={m.room_posts_label()} empty={<Empty>{empty}</Empty>} />
    </RoomNames>
  );
}
