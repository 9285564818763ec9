/**
 * A list of posts as members read it: live, on the rail, and where it was left. On the server and for who has no script it is the same
 * list with a way to the next page.
 */

import { useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Feed } from '../client/feed.tsx';
import type { FeedHandle } from '../client/feed.tsx';
import { useReadingPlace } from '../client/markers.ts';
import { usePost, useSeed } from '../client/posts.ts';
import { useStreamStatus } from '../client/stream.ts';
import { useTimeline } from '../client/timeline.ts';
import type { Row, Source, Timeline } from '../client/timeline.ts';
import type { MarkedList, Post as PostEntity } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { useHere } from '../here.tsx';
import css from './live-list.module.css';
import { Post } from './post.tsx';
import { Day, Living, railCss } from './rail.tsx';
import { Onward } from './stretch.tsx';

/** What the living dot says of the stream. */
export const PULSES = { online: 'live', connecting: 'connecting', offline: 'offline' } as const;

/** One post of the list, also one that the page was not made with. */
export function ListedPost({ id, given, dated }: { id: string; given: PostEntity | undefined; dated: boolean }) {
  const { origin } = useHere();
  const post = usePost(id, given) ?? given;
  return post === undefined ? <p className={css['wait']}>{m.post_wait()}</p> : <Post post={post} origin={origin} dated={dated} />;
}

/** What is new above what is read: it waits until it is asked for, and pushes nothing. */
function Waiting({ timeline, feed }: { timeline: Timeline<PostEntity>; feed: RefObject<FeedHandle | null> }) {
  const { waiting, waitingMore } = timeline;
  if (waiting === 0) return null;
  return (
    <div className={css['waiting']}>
      <button type="button" className={`button next ${css['new']}`} data-show-new="" onClick={() => { timeline.showNew(); feed.current?.toTop(); }}>
        {waitingMore ? m.arrivals_many() : m.arrivals({ count: waiting })}
      </button>
    </div>
  );
}

function Gap({ gap, timeline }: { gap: Extract<Row, { kind: 'gap' }>; timeline: Timeline<PostEntity> }) {
  return (
    <div className={css['gap']}>
      <span>{m.gap_words()}</span> <button type="button" className="button" onClick={() => void timeline.fillGap(gap.id)}>{m.gap_fill()}</button>
    </div>
  );
}

/** Keeps the reader's place on every device, and offers the way back to it. */
function Place({ list, timeline, feed, onStop }: { list: MarkedList; timeline: Timeline<PostEntity>; feed: RefObject<FeedHandle | null>; onStop: (id: string | undefined) => void }) {
  const { stoppedAt, goThere } = useReadingPlace(list, timeline, feed);
  const [missing, setMissing] = useState(false);
  useEffect(() => onStop(stoppedAt), [stoppedAt, onStop]);
  if (stoppedAt === undefined || timeline.rows[0] === undefined || timeline.rows[0].id === stoppedAt) return null;
  return (
    <p className={css['place']}>
      <button type="button" className="button plain" onClick={() => void goThere().then((found) => setMissing(!found), () => setMissing(true))}>{m.place_go()}</button>
      {missing && <output>{m.place_missing()}</output>}
    </p>
  );
}

export interface LiveListProps {
  readonly source: Source<PostEntity>;
  /** What the loader has read. */
  readonly posts: readonly PostEntity[];
  readonly older: string | undefined;
  readonly label: string;
  readonly empty: ReactNode;
  /** False where the order is not that of writing. */
  readonly ticks?: boolean;
  /** False for lists that no stream feeds. */
  readonly live?: boolean;
  /** The list whose place is kept. */
  readonly place?: MarkedList;
}

export function LiveList({ source, posts, older, label, empty, ticks = true, live = true, place }: LiveListProps) {
  useSeed(posts);
  const start = useMemo(() => ({ entries: posts, hasOlder: older !== undefined }), [posts, older]);
  const timeline = useTimeline(source, start);
  const status = useStreamStatus();
  const feed = useRef<FeedHandle>(null);
  const [stoppedAt, setStoppedAt] = useState<string>();
  const atOf = (id: string | undefined): string | undefined => (id === undefined ? undefined : timeline.given(id)?.created_at);
  return (
    <section className={railCss['section']} aria-label={label}>
      {live && <Living pulse={PULSES[status]} />}
      {place !== undefined && <Place list={place} timeline={timeline} feed={feed} onStop={setStoppedAt} />}
      <Waiting timeline={timeline} feed={feed} />
      <output className="unseen">{timeline.waiting > 0 ? m.arrivals({ count: timeline.waiting }) : ''}</output>
      {timeline.rows.length === 0 && !timeline.hasOlder ? empty : (
        <Feed timeline={timeline} label={label} ref={feed} itemClassName={railCss['item']}
          gap={(gap) => <Gap gap={gap} timeline={timeline} />}
          entry={(id, { given, before }) => {
            const at = given?.created_at;
            const above = atOf(before);
            const isNewDay = ticks && at !== undefined && (before === undefined || (above !== undefined && above.slice(0, 10) !== at.slice(0, 10)));
            return <>{stoppedAt === id && before !== undefined && <div className={`${railCss['notch']} ${railCss['read']}`}>{m.place_stopped()}</div>}{isNewDay && <Day at={at} />}<ListedPost id={id} given={given} dated={!ticks} /></>;
          }} />
      )}
      {timeline.problem !== undefined && <p className={css['problem']}>{m.list_problem()} <button type="button" className="button" onClick={() => void timeline.loadOlder()}>{m.try_again()}</button></p>}
      {(timeline.rows.length > 0 || timeline.hasOlder) && <div className={railCss['foot']}>{timeline.hasOlder ? <noscript><Onward older={older} /></noscript> : <Onward older={undefined} />}</div>}
    </section>
  );
}
