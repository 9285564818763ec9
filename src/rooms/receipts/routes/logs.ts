/** Authors' logs, over HTTP: whoever wants to check what this server shows reads them here. */

import { Type } from 'typebox';
import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { publicKey } from '../key.ts';
import { presentEntry } from '../presenter.ts';
import { readAllEntries, readConsistency, readEntries, readHead, readHeads, readInclusion } from '../reads/logs.ts';
import type { Audience, LogName } from '../types.ts';

const BASE = '/api/perchoir/v1/logs';
const Params = Type.Object({ id: Type.String({ maxLength: 20 }) });
const AudienceText = Type.Optional(oneOf(['everybody', 'followers']));
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 }));
const Text = Type.String({ maxLength: 100_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);
const EntryReply = Type.Object({ seq: Place, kind: Text, post: Text, at: Text, commitment: Text, salt: TextOrNull, record: TextOrNull });
const HeadReply = Type.Object({ log: Text, size: Place, root: Text });
const PRESET = 200;
const MOST = 1000;
const several = (limit: number | undefined): number => Math.min(limit ?? PRESET, MOST);

function nameIn({ id: text }: { id: string }, audience: Audience = 'everybody'): LogName {
  const accountId = parseId(text);
  if (accountId === undefined) throw notFound();
  return { accountId, audience };
}

/** A log and a place in it, as the page before named it. @throws Refusal 422 */
function placeIn(text: string | undefined): LogName & { readonly seq: number } {
  const [, account = '0', audience = 'everybody', seq = '0'] = /^(\d{1,16})\/(everybody|followers)\.(\d{1,16})$/.exec(text ?? '0/everybody.0') ?? [];
  if (text !== undefined && `${account}/${audience}.${seq}` !== text) throw invalid('Validation failed: after is no place');
  return { accountId: parseId(account) ?? 0, audience: audience as Audience, seq: parseId(seq) ?? 0 };
}

export const logRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/key`, who: 'anyone', summary: 'The public key by which logs and receipts are signed (Ed25519)', reply: Type.Object({ algorithm: Text, key: Text }),
    run: async (ctx) => ({ algorithm: 'Ed25519', key: await publicKey(ctx) }),
  }),
  route({
    method: 'GET', path: BASE, who: 'anyone', scope: 'read:statuses', summary: 'How far the logs have come that everybody may read', query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 20 })), limit: Limit }),
    reply: Type.Object({ heads: Type.Array(HeadReply), next: TextOrNull }),
    async run(ctx, { query }) {
      const after = parseId(query.after ?? '0');
      if (after === undefined) throw invalid('Validation failed: after is no id');
      const { heads, next } = await readHeads(ctx, after, several(query.limit));
      return { heads, next: next === undefined ? null : String(next) };
    },
  }),
  route({
    method: 'GET', path: `${BASE}/entries`, who: 'anyone', scope: 'read:statuses', summary: 'Entries of all the logs that the caller may read, in the order of their accounts',
    query: Type.Object({ after: Type.Optional(Type.String({ maxLength: 40 })), limit: Limit }),
    reply: Type.Object({ entries: Type.Array(Type.Intersect([Type.Object({ log: Text }), EntryReply])), next: TextOrNull }),
    async run(ctx, { query }) {
      const { entries, next } = await readAllEntries(ctx, placeIn(query.after), several(query.limit));
      return { entries: entries.map((one) => ({ log: `${one.entry.account_id}/${one.entry.audience}`, ...presentEntry(one) })), next: next === undefined ? null : `${next.account_id}/${next.audience}.${next.seq}` };
    },
  }),
  route({
    method: 'GET', path: `${BASE}/:id`, who: 'anyone', scope: 'read:statuses', summary: "How far an author's log has come, signed", params: Params, query: Type.Object({ audience: AudienceText }),
    reply: Type.Intersect([HeadReply, Type.Object({ at: Text, signature: Text })]),
    run: (ctx, { params, query }) => readHead(ctx, nameIn(params, query.audience)),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/entries`, who: 'anyone', scope: 'read:statuses', summary: "Entries of an author's log, from a place on", params: Params,
    query: Type.Object({ audience: AudienceText, from: Type.Optional(Place), limit: Limit }), reply: Type.Array(EntryReply),
    run: async (ctx, { params, query }) => (await readEntries(ctx, nameIn(params, query.audience), query.from ?? 0, several(query.limit))).map(presentEntry),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/consistency`, who: 'anyone', scope: 'read:statuses', summary: "Shows that an author's log begins with its first entries (RFC 9162)", params: Params,
    query: Type.Object({ audience: AudienceText, first: Place, second: Place }), reply: Type.Object({ path: Type.Array(Text) }),
    run: async (ctx, { params, query }) => ({ path: await readConsistency(ctx, nameIn(params, query.audience), query.first, query.second) }),
  }),
  route({
    method: 'GET', path: `${BASE}/:id/inclusion`, who: 'anyone', scope: 'read:statuses', summary: "Shows that an entry is in an author's log (RFC 9162)", params: Params,
    query: Type.Object({ audience: AudienceText, seq: Place, size: Place }), reply: Type.Object({ path: Type.Array(Text) }),
    run: async (ctx, { params, query }) => ({ path: await readInclusion(ctx, nameIn(params, query.audience), query.seq, query.size) }),
  }),
];
