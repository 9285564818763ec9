import { Type } from 'typebox';
import type { FastifyReply } from 'fastify';
import { limits } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { updateRoutes } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { setPoster } from '../commands/poster.ts';
import { BroadcastReply } from '../presenter.ts';
import { getOwnBroadcast } from '../reads.ts';
import { readPoster } from '../recording/posters.ts';
import { IdParams, PATH, idOf, present } from './broadcasts.ts';
import { KEPT } from './caching.ts';

export async function sendPoster(ctx: Context, id: Id, file: string, { request, reply, caller }: Exchange): Promise<FastifyReply> {
  const bytes = await readPoster(ctx, id, file);
  if (bytes === undefined) throw notFound();
  const type = bytes[0] === 0xff ? 'image/jpeg' : 'image/webp';
  const tag = `"${file}"`;
  void reply.header('Cache-Control', caller === undefined ? KEPT : 'private, no-store').header('ETag', tag).type(type);
  return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(bytes);
}

export const posterRoutes: readonly Route[] = updateRoutes({
  path: `${PATH}/:id/poster`,
  who: 'member',
  scope: 'write:media',
  rate: 'upload',
  summary: 'A picture that stands for the broadcast, in the field `file`',
  params: IdParams,
  body: Type.Object({}),
  fileBytes: limits.pictureBytes,
  reply: BroadcastReply,
  run: async (ctx, { params }, { files }) => {
    await getOwnBroadcast(ctx, idOf(params.id));
    const file = files.find(({ field }) => field === 'file');
    if (file === undefined || file.bytes.length === 0) throw invalid("Validation failed: File can't be blank");
    await setPoster(ctx, idOf(params.id), file.bytes);
    return present(ctx, idOf(params.id));
  },
});
