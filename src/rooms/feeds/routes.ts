import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { FORMATS, MEDIA_TYPES } from './addresses.ts';
import type { Format } from './addresses.ts';
import { renderFeed } from './presenter.ts';
import { readAccountFeed, readTagFeed } from './reads.ts';
import type { Feed } from './types.ts';

const NameParams = Type.Object({ name: Type.String({ maxLength: 500 }) });

/** Answers with nothing when the reader has it already (RFC 9110, conditional requests). */
function answer({ request, reply }: Exchange, feed: Feed, format: Format): unknown {
  const document = renderFeed(feed, format);
  const tag = `"${createHash('sha256').update(document).digest('base64url').slice(0, 22)}"`;
  void reply.header('ETag', tag).header('Last-Modified', feed.updatedAt.toUTCString());
  void reply.header('Cache-Control', 'public, max-age=60').header('Access-Control-Allow-Origin', '*');
  if ((request.headers['if-none-match'] ?? '').includes(tag)) return reply.code(304).send();
  return reply.type(MEDIA_TYPES[format]).send(document);
}

type Read = (ctx: Context, name: string, format: Format) => Promise<Feed>;

function feedRoute(start: string, format: Format, read: Read, summary: string): Route {
  return route({
    method: 'GET', path: `${start}:name.${format}`, who: 'page', summary, params: NameParams,
    async run(ctx, { params }, exchange) {
      return answer(exchange, await read(ctx, params.name, format), format);
    },
  });
}

export const routes: readonly Route[] = FORMATS.flatMap((format) => [
  feedRoute('/@', format, readAccountFeed, `What an account says to everybody, as ${format}`),
  feedRoute('/tags/', format, readTagFeed, `What is said with a hashtag, as ${format}`),
]);
