/** Authors' logs, over HTTP: whoever wants to check what this server shows reads them here. */

import { Type } from 'typebox';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { publicKey } from '../key.ts';
import { readConsistency, readEntries, readHead } from '../reads/logs.ts';
import { logOf } from '../rules.ts';
import type { Audience, LogName } from '../types.ts';

const BASE = '/api/perchoir/v1/logs';
const Params = Type.Object({ account_id: Type.String({ maxLength: 20 }) });
const AudienceText = Type.Optional(oneOf(['everybody', 'followers']));
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Text = Type.String({ maxLength: 100_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);
const PRESET = 200;
const MOST = 1000;

function nameIn({ account_id: text }: { account_id: string }, audience: Audience = 'everybody'): LogName {
  const accountId = parseId(text);
  if (accountId === undefined) throw notFound();
  return { accountId, audience };
}

export const logRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/key`, who: 'anyone', summary: 'The public key by which the heads of logs are signed (Ed25519)', reply: Type.Object({ algorithm: Text, key: Text }),
    run: async (ctx) => ({ algorithm: 'Ed25519', key: await publicKey(ctx) }),
  }),
  route({
    method: 'GET', path: `${BASE}/:account_id`, who: 'anyone', scope: 'read:statuses', summary: "How far an author's log has come, signed", params: Params, query: Type.Object({ audience: AudienceText }),
    reply: Type.Object({ log: Text, size: Place, root: Text, signature: Text }),
    async run(ctx, { params, query }) {
      const { size, root, signature, ...name } = await readHead(ctx, nameIn(params, query.audience));
      return { log: logOf(name), size, root, signature };
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:account_id/entries`, who: 'anyone', scope: 'read:statuses', summary: "Entries of an author's log, from a place on", params: Params,
    query: Type.Object({ audience: AudienceText, from: Type.Optional(Place), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })) }),
    reply: Type.Array(Type.Object({ seq: Place, kind: Text, post: Text, at: Text, commitment: Text, salt: TextOrNull, record: TextOrNull })),
    async run(ctx, { params, query }) {
      const shown = await readEntries(ctx, nameIn(params, query.audience), query.from ?? 0, Math.min(query.limit ?? PRESET, MOST));
      return shown.map(({ entry: { seq, kind, post_id: post, at, commitment, salt }, record }) => ({
        seq, kind, post: String(post), at: at.toISOString(), commitment: commitment.toString('hex'), salt: record === undefined ? null : (salt?.toString('hex') ?? null), record: record ?? null,
      }));
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:account_id/consistency`, who: 'anyone', scope: 'read:statuses', summary: "Shows that an author's log begins with its first entries (RFC 9162)", params: Params,
    query: Type.Object({ audience: AudienceText, first: Place, second: Place }), reply: Type.Object({ path: Type.Array(Text) }),
    run: async (ctx, { params, query }) => ({ path: await readConsistency(ctx, nameIn(params, query.audience), query.first, query.second) }),
  }),
];
