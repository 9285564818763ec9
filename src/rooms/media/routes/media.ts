import { Type } from 'typebox';
import { limits } from '#instance';
import { Refusal, invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { deleteUpload, describeAttachment, settled, upload } from '../commands/upload.ts';
import type { UploadedFile } from '../commands/upload.ts';
import { AttachmentReply, EmojiReply, presentAttachment, presentEmoji } from '../presenter.ts';
import { getAttachment, readEmojis, readFocus } from '../reads.ts';
import type { AttachmentFacts, AttachmentWish } from '../types.ts';

/** Most photos are ready by then, which spares their sender the asking. */
const WAIT_MS = 1000;

const IdParams = Type.Object({ id: Type.String({ maxLength: 30 }) });
/** Longer than any that is taken, which is counted in characters as people see them. */
const Description = Type.Optional(Type.String({ maxLength: limits.mediaDescription * 20 }));
const WishBody = Type.Object({ description: Description, focus: Type.Optional(Type.String({ maxLength: 100 })) });

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

const wishOf = (body: { description?: string; focus?: string }): AttachmentWish => ({ description: body.description, focus: readFocus(body.focus) });

/** Browsers send an empty file where none was chosen. */
const thumbnailIn = ({ spooled }: Exchange): UploadedFile | undefined => spooled.find(({ field, size }) => field === 'thumbnail' && size > 0);

function present(ctx: Context, attachment: AttachmentFacts): object {
  return presentAttachment(houseOf(ctx).config.origin, attachment);
}

/** @throws Refusal 422 for an upload that could not be prepared; it is gone then */
async function answerUpload(ctx: Context, id: Id, { reply }: Exchange): Promise<object> {
  const attachment = await getAttachment(ctx, id);
  if (attachment.state === 'failed') {
    await deleteUpload(ctx, id);
    throw new Refusal(422, attachment.problem ?? 'This file could not be prepared.');
  }
  if (attachment.state === 'processing') void reply.code(202);
  return present(ctx, attachment);
}

const post = (version: 'v1' | 'v2'): Route =>
  route({
    method: 'POST',
    path: `/api/${version}/media`,
    who: 'member',
    scope: 'write:media',
    rate: 'upload',
    summary: version === 'v1' ? 'Takes a file for a post and answers when it is ready' : 'Takes a file for a post; 202 while it is being prepared',
    body: WishBody,
    fileBytes: limits.movieBytes,
    spool: true,
    reply: AttachmentReply,
    async run(ctx, { body }, exchange) {
      const file = exchange.spooled.find(({ field }) => field === 'file');
      if (file === undefined || file.size === 0) throw invalid("Validation failed: File can't be blank");
      const id = await upload(ctx, file, { ...wishOf(body), thumbnail: thumbnailIn(exchange) });
      await settled(ctx, id, version === 'v1' ? undefined : WAIT_MS);
      return answerUpload(ctx, id, exchange);
    },
  });

export const mediaRoutes: readonly Route[] = [
  post('v1'),
  post('v2'),
  route({
    method: 'GET',
    path: '/api/v1/media/:id',
    who: 'member',
    scope: 'write:media',
    summary: 'A file of one’s own; 206 while it is being prepared',
    params: IdParams,
    reply: AttachmentReply,
    async run(ctx, { params }, { reply }) {
      const attachment = await getAttachment(ctx, idOf(params.id));
      if (attachment.state === 'failed') throw new Refusal(422, attachment.problem ?? 'This file could not be prepared.');
      if (attachment.state === 'processing') void reply.code(206);
      return present(ctx, attachment);
    },
  }),
  ...updateRoutes({
    path: '/api/v1/media/:id',
    who: 'member',
    scope: 'write:media',
    summary: 'Says what a file shows, and which point of it matters',
    params: IdParams,
    body: WishBody,
    fileBytes: limits.pictureBytes,
    spool: true,
    reply: AttachmentReply,
    async run(ctx, { params, body }, exchange) {
      const wish = { ...wishOf(body), thumbnail: thumbnailIn(exchange) };
      return present(ctx, await describeAttachment(ctx, idOf(params.id), wish));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/media/:id',
    who: 'member',
    scope: 'write:media',
    summary: 'Deletes a file that no post shows',
    params: IdParams,
    reply: Type.Object({}),
    async run(ctx, { params }) {
      await deleteUpload(ctx, idOf(params.id));
      return {};
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/custom_emojis',
    who: 'anyone',
    summary: 'The small pictures of this server that are written between colons',
    reply: Type.Array(EmojiReply),
    run: async (ctx) => (await readEmojis(ctx)).map((emoji) => presentEmoji(houseOf(ctx).config.origin, emoji)),
  }),
];
