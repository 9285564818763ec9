/** What the members of a group say to it: seen by those who are in it, wherever it stands. */

import { useEffect, useMemo } from 'react';
import { groupPosts } from '../../client/groups.ts';
import { notice } from '../../client/notices.ts';
import { onSent } from '../../client/outbox.ts';
import { bringInto } from '../../client/timeline.ts';
import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import type { Stretch } from '../../posts.server.ts';
import { Composer } from '../composer/composer.tsx';
import { useSettings } from '../composer/settings.ts';
import { PostsList } from '../posts-list.tsx';
import css from './groups.module.css';

function Writing({ group }: { group: Group }) {
  const settings = useSettings();
  const { id } = group;
  // Also what was kept here and leaves later.
  useEffect(() => onSent((post) => {
    if (post.perchoir?.group.id === id) bringInto(`group:${id}`, post);
  }), [id]);
  if (settings === undefined) return null;
  const words = { label: m.group_write(), hint: m.group_write_hint() };
  return <Composer start={{ kind: 'new', place: `group:${id}` }} settings={settings} room={{ body: { group_id: id }, words }} onDone={(made) => { if (made.kind === 'kept') notice(m.room_kept()); }} />;
}

export function GroupPosts({ group, stretch }: { group: Group; stretch: Stretch }) {
  const source = useMemo(() => groupPosts(group.id), [group.id]);
  return (
    // The list below is the landmark, and has the same name.
    <div className={css['section']}>
      <h2>{m.group_posts()}</h2>
      {group.me?.rules_read === true && <Writing group={group} />}
      <PostsList source={source} {...stretch} label={m.group_posts()} live={undefined} empty={<p className={css['quiet']}>{m.group_posts_empty()}</p>} />
    </div>
  );
}
