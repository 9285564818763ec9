/** What stands in a column, by its kind. */

import { useCallback, useEffect, useMemo, useState } from 'react';
import { api } from '../../client/api.ts';
import { peekPost } from '../../client/posts.ts';
import { subscribe } from '../../client/stream.ts';
import { notificationSource, peekNotification, useTimeline } from '../../client/timeline.ts';
import type { Conversation as ConversationEntity, Notification, Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Conversation } from '../conversation.tsx';
import conversations from '../conversation.module.css';
import { ListedPost } from '../live-list.tsx';
import { Notice } from '../notice.tsx';
import { Day } from '../rail.tsx';
import { ColumnFeed } from './column-feed.tsx';
import { LIVE, titleOf } from './columns.ts';
import type { Column } from './columns.ts';
import css from './deck.module.css';
import { SearchColumn } from './search-column.tsx';
import { shows, sourceOf } from './sources.ts';

const MENTIONS = ['mention'];

/** A tick where another day begins, as far as the posts around it are known. */
function DayAbove({ at, before }: { at: string | undefined; before: string | undefined }) {
  return at !== undefined && before?.slice(0, 10) !== at.slice(0, 10) ? <Day at={at} /> : null;
}

function PostsColumn({ column }: { column: Column }) {
  const source = useMemo(() => sourceOf(column), [column]);
  const timeline = useTimeline(source);
  const { catchUp } = timeline;
  const { any, kind } = column;
  useEffect(() => {
    const ends = any.map((tag) => subscribe({ stream: 'hashtag', tag }, (event) => { if (event === 'update') void catchUp(); }));
    return () => { for (const end of ends) end(); };
    // A list is read anew only where it is another one.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [source.key]);
  const all = !column.onlyMedia && !column.hideReposts && !column.hideReplies;
  const shown = useCallback((id: string) => {
    const post = all ? undefined : peekPost(id);
    return post === undefined || shows(column, post);
  }, [all, column]);
  const ticks = kind !== 'bookmarks';
  const asked = !LIVE.has(kind);
  return (
    <ColumnFeed timeline={timeline} label={titleOf(column)} empty={asked ? m.deck_asked_empty() : m.deck_empty()} shows={shown} asked={asked}
      entry={(id, before) => <>{ticks && <DayAbove at={peekPost(id)?.created_at} before={before === undefined ? undefined : peekPost(before)?.created_at} />}<ListedPost id={id} given={peekPost(id)} dated={!ticks} /></>} />
  );
}

function OneNotice({ notification }: { notification: Notification }) {
  const { origin } = useHere();
  const { group_key, type, created_at, account, status, id } = notification;
  const group = { group_key, type, notifications_count: 1, page_max_id: id, latest_page_notification_at: created_at, sample_account_ids: [account.id], ...(status !== undefined && { status_id: status.id }) };
  return <Notice group={group} accounts={[account]} post={status as Post | undefined} origin={origin} />;
}

function NotificationsColumn({ column }: { column: Column }) {
  const source = useMemo(() => notificationSource(column.onlyMentions ? MENTIONS : undefined), [column.onlyMentions]);
  const timeline = useTimeline(source);
  return (
    <ColumnFeed timeline={timeline} label={titleOf(column)} empty={m.deck_empty()} entry={(id, before) => {
      const notification = peekNotification(id);
      return notification === undefined ? null : <><DayAbove at={notification.created_at} before={before === undefined ? undefined : peekNotification(before)?.created_at} /><OneNotice notification={notification} /></>;
    }} />
  );
}

const newestFirst = (a: ConversationEntity, b: ConversationEntity): number => (a.last_status.created_at < b.last_status.created_at ? 1 : -1);

function ConversationsColumn() {
  const [found, setFound] = useState<readonly ConversationEntity[]>();
  useEffect(() => {
    const read = (): void => void api.get<ConversationEntity[]>('/api/v1/conversations', { limit: 40 }).then(setFound, () => setFound((now) => now ?? []));
    read();
    return subscribe({ stream: 'direct' }, (event, payload) => {
      if (event === 'resync') read();
      else if (event === 'conversation') setFound((now) => [payload as ConversationEntity, ...(now ?? []).filter(({ id }) => id !== (payload as ConversationEntity).id)].sort(newestFirst).slice(0, 80));
    });
  }, []);
  return (
    <div className={css['scroller']} data-scroller="">
      {found?.length === 0 && <p className={css['foot']}>{m.conversations_empty()}</p>}
      <ul className={conversations['list']} aria-busy={found === undefined}>{found?.map((one) => <li key={one.id}><Conversation conversation={one} /></li>)}</ul>
    </div>
  );
}

export function Contents({ column }: { column: Column }) {
  if (column.kind === 'notifications') return <NotificationsColumn column={column} />;
  if (column.kind === 'conversations') return <ConversationsColumn />;
  if (column.kind === 'search') return <SearchColumn key={column.of} column={column} />;
  return <PostsColumn column={column} />;
}
