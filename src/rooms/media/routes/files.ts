import { Type } from 'typebox';
import { blobType } from '#platform/blobs.ts';
import { sendFile } from '#platform/http/files.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { openFile } from '../reads.ts';

/** Only files that we made ourselves are ever sent; should one be opened as a page, it can do nothing. */
const FILE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

const FOR_EVER = 'public, max-age=31536000, immutable';

export const fileRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/files/:key',
    who: 'page',
    uncounted: true,
    summary: 'A picture, film or sound; its name is its content, so it never changes',
    params: Type.Object({ key: Type.String({ maxLength: 100 }) }),
    run: (ctx, { params: { key } }, exchange) =>
      sendFile(exchange, {
        etag: `"${key}"`, type: blobType(key) ?? 'application/octet-stream', cache: FOR_EVER, headers: FILE_HEADERS, open: (part) => openFile(ctx, key, part),
      }),
  }),
];
