import { readAttachments } from '#media';
import { invalid } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { reschedulePost, unschedulePost } from '../commands/schedule.ts';
import { presentScheduled } from '../presenter.ts';
import { getScheduled, readScheduled } from '../reads/scheduled.ts';
import type { ScheduledPost } from '../types.ts';
import { link } from './read.ts';
import { IdParams, PageQuery, ScheduledReply, pathId, readPage } from './schemas.ts';

const ON_A_PAGE = 20;
const TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/i;

/** A moment in ISO 8601; without a zone it is UTC, as in the field. @throws Refusal 422 */
export function readTime(typed: string): Date {
  const text = typed.trim();
  const zoned = /T|\s/i.test(text) && !/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const at = TIME.test(text) ? new Date(zoned) : undefined;
  if (at === undefined || Number.isNaN(at.getTime())) throw invalid('Validation failed: Scheduled at is not a time');
  return at;
}

/** As JSON, with their attachments. */
export async function showScheduled(ctx: Context, posts: readonly ScheduledPost[]): Promise<object[]> {
  const media = await readAttachments(ctx, posts.flatMap(({ draft }) => draft.mediaIds ?? []));
  const { origin } = houseOf(ctx).config;
  return posts.map((post) => presentScheduled(post, origin, (post.draft.mediaIds ?? []).flatMap((id) => media.get(id) ?? [])));
}

const listScheduled = route({
  method: 'GET',
  path: '/api/v1/scheduled_statuses',
  who: 'member',
  scope: 'read:statuses',
  summary: 'Posts that wait for their time',
  query: PageQuery,
  reply: Type.Array(ScheduledReply),
  async run(ctx, { query }, exchange) {
    const { posts, cursors } = await readScheduled(ctx, readPage(query, ON_A_PAGE));
    link(exchange, cursors);
    return showScheduled(ctx, posts);
  },
});

const getOne = route({
  method: 'GET',
  path: '/api/v1/scheduled_statuses/:id',
  who: 'member',
  scope: 'read:statuses',
  summary: 'A post that waits for its time',
  params: IdParams,
  reply: ScheduledReply,
  async run(ctx, { params }) {
    return (await showScheduled(ctx, [await getScheduled(ctx, pathId(params))]))[0];
  },
});

const reschedule = updateRoutes({
  path: '/api/v1/scheduled_statuses/:id',
  who: 'member',
  scope: 'write:statuses',
  summary: 'Gives a scheduled post another time',
  params: IdParams,
  body: Type.Object({ scheduled_at: Type.Optional(Type.String({ maxLength: 100 })) }),
  reply: ScheduledReply,
  async run(ctx, { params, body }) {
    const id = pathId(params);
    // Whether it is there comes before what is wrong with the time.
    const post = await getScheduled(ctx, id);
    return (await showScheduled(ctx, [await reschedulePost(ctx, post.id, readTime(body.scheduled_at ?? ''))]))[0];
  },
});

const unschedule = route({
  method: 'DELETE',
  path: '/api/v1/scheduled_statuses/:id',
  who: 'member',
  scope: 'write:statuses',
  summary: 'Takes a scheduled post back',
  params: IdParams,
  reply: Type.Object({}),
  async run(ctx, { params }) {
    await unschedulePost(ctx, pathId(params));
    return {};
  },
});

export const scheduledRoutes: readonly Route[] = [listScheduled, getOne, ...reschedule, unschedule];
