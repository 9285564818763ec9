import { createHash } from 'node:crypto';
import { invalid, notFound } from '#kit/errors.ts';
import { limits } from '#instance';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { readFocus } from '#media';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { Type } from 'typebox';
import { createPost } from '../commands/create-post.ts';
import type { OnceKey } from '../commands/create-post.ts';
import { deletePost } from '../commands/delete-post.ts';
import { setQuotePolicy } from '../commands/quotes.ts';
import { editPost } from '../commands/edit-post.ts';
import { schedulePost } from '../commands/schedule.ts';
import { findAppName } from '../reads/find-app.ts';
import { encodePost } from '../reads/encode-posts.ts';
import { getPost } from '../reads/read-posts.ts';
import { readQuotePolicy } from './quotes.ts';
import { readTime, showScheduled } from './scheduled.ts';
import { IdParams, IdText, PostReply, ScheduledReply, pathId } from './schemas.ts';
import { EditBody, Short, readMediaIds, readPoll, readVisibility } from './wording.ts';

const LONGEST_KEY = 255;

const NewBody = Type.Object({
  ...EditBody.properties,
  in_reply_to_id: Type.Optional(IdText),
  visibility: Type.Optional(Short),
  scheduled_at: Type.Optional(Short),
  quoted_status_id: Type.Optional(Short),
  quote_id: Type.Optional(Short),
  // Not in the field: for the members of a group alone.
  group_id: Type.Optional(IdText),
  allowed_mentions: Type.Optional(Type.Array(IdText, { maxItems: 100 })),
});

/** The id of a post to answer or to quote. @throws Refusal 404 */
function readOther(text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

/** The key of a request, with a digest of what it asks for. */
export function readKey(exchange: Exchange, body: unknown): OnceKey | undefined {
  const key = exchange.request.headers['idempotency-key'];
  if (key === undefined || key === '') return undefined;
  if (typeof key !== 'string' || key.length > LONGEST_KEY) throw invalid(`Validation failed: an Idempotency-Key has at most ${LONGEST_KEY} characters`);
  // Headers come as Latin-1, in which every byte is a character that PostgreSQL can hold but U+0000, which HTTP refuses.
  return { key, digest: createHash('sha256').update(JSON.stringify(body)).digest('base64url') };
}

const postStatus = route({
  method: 'POST',
  path: '/api/v1/statuses',
  who: 'member',
  scope: 'write:statuses',
  rate: 'post',
  summary: 'Writes a post, now or at a later time',
  body: NewBody,
  reply: Type.Union([PostReply, ScheduledReply]),
  async run(ctx, { body }, exchange) {
    const draft = {
      text: body.status ?? '',
      spoiler: body.spoiler_text,
      sensitive: body.sensitive,
      language: body.language,
      visibility: readVisibility(body.visibility),
      groupId: readOther(body.group_id),
      replyToId: readOther(body.in_reply_to_id),
      poll: readPoll(body.poll),
      mediaIds: readMediaIds(body.media_ids),
      quotedId: readOther(body.quoted_status_id ?? body.quote_id),
      quotePolicy: readQuotePolicy(body.quote_approval_policy),
      allowedMentions: body.allowed_mentions?.map((text) => parseId(text) ?? 0),
      app: exchange.caller && (await findAppName(ctx, exchange.caller.appId)),
    };
    const once = readKey(exchange, body);
    if (!body.scheduled_at) return encodePost(ctx, await createPost(ctx, draft, once));
    const made = await schedulePost(ctx, draft, { at: readTime(body.scheduled_at), appId: exchange.caller?.appId, once });
    return 'scheduledAt' in made ? (await showScheduled(ctx, [made]))[0] : encodePost(ctx, made);
  },
});


const editStatus = updateRoutes({
  path: '/api/v1/statuses/:id',
  who: 'member',
  scope: 'write:statuses',
  rate: 'post',
  summary: 'Changes a post; what it said before stays readable',
  params: IdParams,
  body: EditBody,
  // Small pictures of films and sounds.
  fileBytes: limits.pictureBytes,
  spool: true,
  reply: PostReply,
  async run(ctx, { params, body }, { spooled }) {
    // As in the field: who sends the text without the poll has taken the poll out.
    const poll = readPoll(body.poll) ?? (body.status === undefined ? undefined : null);
    // The attachments too: a form cannot say "none".
    const mediaIds = readMediaIds(body.media_ids) ?? (body.status === undefined || body.media_attributes !== undefined ? undefined : []);
    const media = body.media_attributes?.map(({ id, description, focus, thumbnail }) => ({
      id: parseId(id) ?? 0, description, focus: readFocus(focus), thumbnail: spooled.find(({ mark, size }) => mark === thumbnail && size > 0),
    }));
    const edit = { text: body.status, spoiler: body.spoiler_text, sensitive: body.sensitive, language: body.language, poll, mediaIds, media };
    const policy = readQuotePolicy(body.quote_approval_policy);
    const facts = await editPost(ctx, pathId(params), edit);
    if (policy === undefined) return encodePost(ctx, facts);
    await setQuotePolicy(ctx, facts.id, policy);
    return encodePost(ctx, await getPost(ctx, facts.id));
  },
});

const deleteStatus = route({
  method: 'DELETE',
  path: '/api/v1/statuses/:id',
  who: 'member',
  scope: 'write:statuses',
  rate: 'delete',
  summary: 'Deletes a post; answers with its text, for writing it anew',
  params: IdParams,
  query: Type.Object({ delete_media: Type.Optional(Type.Boolean()) }),
  reply: PostReply,
  async run(ctx, { params, query }) {
    const facts = await getPost(ctx, pathId(params));
    const json = await encodePost(ctx, facts);
    const { text } = await deletePost(ctx, facts, query.delete_media !== true);
    return Buffer.from(`${json.toString('utf8', 0, json.length - 1)},"text":${JSON.stringify(text)}}`);
  },
});

export const writeRoutes: readonly Route[] = [postStatus, ...editStatus, deleteStatus];
