import { readAttachments } from '#media';
import { invalid } from '#kit/errors.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import { reschedulePost, rewordPost, unschedulePost } from '../commands/schedule.ts';
import { presentScheduled } from '../presenter.ts';
import { getScheduled, readScheduled } from '../reads/scheduled.ts';
import type { Rewording, ScheduledPost } from '../types.ts';
import { readQuotePolicy } from './quotes.ts';
import { link } from './read.ts';
import { IdParams, PageQuery, ScheduledReply, pathId, readPage } from './schemas.ts';
import { EditBody, Short, readMediaIds, readPoll, readVisibility } from './wording.ts';

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

const { media_attributes: _later, ...Words } = EditBody.properties;
const RewordBody = Type.Object({ ...Words, visibility: Type.Optional(Short), scheduled_at: Type.Optional(Short) });

/** As where a post is edited: who sends the text without the poll or the attachments has taken them out. */
function readWords(body: Static<typeof RewordBody>): Rewording {
  const whole = body.status !== undefined;
  return {
    text: body.status, spoiler: body.spoiler_text, sensitive: body.sensitive, language: body.language, visibility: readVisibility(body.visibility),
    poll: readPoll(body.poll) ?? (whole ? null : undefined), mediaIds: readMediaIds(body.media_ids) ?? (whole ? [] : undefined), quotePolicy: readQuotePolicy(body.quote_approval_policy),
  };
}

const reschedule = updateRoutes({
  path: '/api/v1/scheduled_statuses/:id',
  who: 'member',
  scope: 'write:statuses',
  rate: 'post',
  summary: 'Gives a scheduled post another time, or says it otherwise',
  params: IdParams,
  body: RewordBody,
  reply: ScheduledReply,
  async run(ctx, { params, body }) {
    const id = pathId(params);
    // Whether it is there comes before what is wrong with the time.
    const post = await getScheduled(ctx, id);
    const { scheduled_at: time, ...words } = body;
    // In the field only the time can be changed, and has to be given.
    if (Object.keys(words).length === 0) return (await showScheduled(ctx, [await reschedulePost(ctx, post.id, readTime(time ?? ''))]))[0];
    return (await showScheduled(ctx, [await rewordPost(ctx, post.id, readWords(words), time === undefined ? undefined : readTime(time))]))[0];
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
