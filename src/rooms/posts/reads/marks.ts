import type { Id } from '#kit/ids.ts';
import { hasId, idSet } from '#kit/sorted.ts';
import { SYSTEM, houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { selectMarkedAmong, selectNewestMarked } from '../queries/marks.ts';
import type { MarkKind } from '../queries/marks.ts';
import { BOOKMARKED, LIKED, MUTED, PINNABLE, PINNED, REPOSTED } from '../presenter.ts';
import { postsState } from '../state.ts';
import type { MarkedIds, ViewerMarks } from '../state.ts';
import type { PostFacts } from '../types.ts';

/** How many of a viewer's newest marks of one kind are held: 16 kB, and more than a year for most. */
const HELD = 2000;

const KINDS = ['liked', 'reposted', 'bookmarked', 'pinned', 'muted'] as const satisfies readonly MarkKind[];
const BITS = { liked: LIKED, reposted: REPOSTED, bookmarked: BOOKMARKED, pinned: PINNED, muted: MUTED } as const;

/** What the viewer has marked, at once when it is in memory. Read outside the caller's transaction, as facts are. */
export function viewerMarks(ctx: Context, accountId: Id): ViewerMarks | Promise<ViewerMarks> {
  return postsState(ctx).marks.load(accountId, async () => {
    const outside = houseOf(ctx).context(SYSTEM);
    const [liked, reposted, bookmarked, pinned, muted] = await Promise.all(
      KINDS.map(async (kind): Promise<MarkedIds> => {
        const ids = await selectNewestMarked(outside, kind, accountId, HELD);
        return { ids: idSet(ids), floor: ids.length < HELD ? 0 : (ids.at(-1) as Id) };
      }),
    ) as [MarkedIds, MarkedIds, MarkedIds, MarkedIds, MarkedIds];
    return { liked, reposted, bookmarked, pinned, muted };
  });
}

/** The id by which a post carries a mark: threads are muted as a whole. */
function markedId(kind: MarkKind, facts: PostFacts): Id {
  return kind === 'muted' ? facts.rootId : facts.id;
}

/**
 * The viewer's marks on a post, as bits. `NaN`-free and at once; undefined when a mark lies below what is held and
 * PostgreSQL has to be asked (`markBitsOfOld`).
 */
export function markBits(marks: ViewerMarks, viewer: Id, facts: PostFacts): number | undefined {
  const { id } = facts;
  if (id < marks.liked.floor || id < marks.reposted.floor || id < marks.bookmarked.floor || facts.rootId < marks.muted.floor) {
    return undefined;
  }
  let bits = 0;
  if (has(marks.liked, id)) bits |= LIKED;
  if (has(marks.reposted, id)) bits |= REPOSTED;
  if (has(marks.bookmarked, id)) bits |= BOOKMARKED;
  if (has(marks.muted, facts.rootId)) bits |= MUTED;
  if (facts.authorId === viewer) bits |= ownBits(marks, facts);
  return bits;
}

function has(marked: MarkedIds, id: Id): boolean {
  return marked.ids.length > 0 && hasId(marked.ids, id);
}

const isPinnable = ({ visibility }: PostFacts): boolean => visibility !== 'direct' && visibility !== 'group';

function ownBits(marks: ViewerMarks, facts: PostFacts): number {
  if (!isPinnable(facts)) return 0;
  return PINNABLE | (has(marks.pinned, facts.id) ? PINNED : 0);
}

/** The same for posts older than what is held. */
export async function markBitsOfOld(ctx: Context, viewer: Id, posts: readonly PostFacts[]): Promise<Map<Id, number>> {
  const outside = houseOf(ctx).context(SYSTEM);
  const own = (facts: PostFacts): number => (facts.authorId === viewer && isPinnable(facts) ? PINNABLE : 0);
  const bits = new Map(posts.map((facts) => [facts.id, own(facts)]));
  await Promise.all(
    KINDS.map(async (kind) => {
      const found = new Set(await selectMarkedAmong(outside, kind, viewer, posts.map((facts) => markedId(kind, facts))));
      for (const facts of posts) {
        if (found.has(markedId(kind, facts))) bits.set(facts.id, (bits.get(facts.id) ?? 0) | BITS[kind]);
      }
    }),
  );
  return bits;
}
