import { Type } from 'typebox';
import type { Static } from 'typebox';
import { limits } from '#instance';
import { badRequest, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import { oneOf } from '#kit/one-of.ts';
import { houseOf, viewerId } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route, Upload } from '#platform/http/route.ts';
import { updateProfile } from '../commands/profile.ts';
import { readOwnAccount } from '../own-account.ts';
import {
  AccountReply, CredentialAccountReply, PreferencesReply, presentPreferences, presentWebfinger,
} from '../presenter.ts';
import {
  accountJson, findAccounts, getAccount, getByAddress, postingDefaults, presentAccount, readPreset, searchByName,
} from '../reads.ts';
import type { AccountFacts, DefaultVisibility, ProfileWishes, QuotePolicy } from '../types.ts';
import { IdParams, ProfileBody, idOf, profileWishes } from './input.ts';

const MOST_AT_ONCE = 80;

async function encoded(ctx: Context, account: AccountFacts): Promise<Uint8Array> {
  return (await accountJson(ctx, [account.id])).get(account.id) as Uint8Array;
}

const Text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Flag = Type.Optional(Type.Boolean());

const UpdateBody = Type.Object({
  ...ProfileBody,
  source: Type.Optional(
    Type.Object({
      privacy: Type.Optional(oneOf(['public', 'unlisted', 'private', 'direct'])),
      sensitive: Flag,
      language: Type.Optional(Type.Union([Type.String({ maxLength: 50 }), Type.Null()])),
      quote_policy: Type.Optional(oneOf(['public', 'followers', 'nobody'])),
    }),
  ),
});

function wishesOf(body: Static<typeof UpdateBody>, files: readonly Upload[]): ProfileWishes {
  const { source = {} } = body;
  const { privacy, language } = source;
  const visibility = (privacy === 'private' ? 'followers' : privacy) as DefaultVisibility | undefined;
  return {
    ...profileWishes(body, files),
    defaultVisibility: visibility,
    defaultSensitive: source.sensitive,
    defaultQuotePolicy: source.quote_policy as QuotePolicy | undefined,
    defaultLanguage: language === null ? '' : language,
  };
}

const removePicture = (kind: 'avatar' | 'header'): Route =>
  route({
    method: 'DELETE',
    path: `/api/v1/profile/${kind}`,
    who: 'member',
    scope: 'write:accounts',
    summary: `Takes one's ${kind} away`,
    reply: CredentialAccountReply,
    run: async (ctx) => {
      await updateProfile(ctx, { [kind]: null });
      return readOwnAccount(ctx);
    },
  });

export const profileRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/accounts',
    who: 'anyone',
    scope: 'read:accounts',
    summary: 'Accounts by their ids; those that are not there are left out',
    query: Type.Object({ id: Type.Optional(Type.Array(Type.String({ maxLength: 30 }), { maxItems: MOST_AT_ONCE })) }),
    reply: Type.Array(AccountReply),
    run: async (ctx, { query }) => {
      const ids = [...new Set((query.id ?? []).flatMap((text) => parseId(text) ?? []))];
      return (await findAccounts(ctx, ids)).map((account) => presentAccount(ctx, account));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/lookup',
    who: 'anyone',
    scope: 'read:accounts',
    summary: 'The account of a name',
    query: Type.Object({ acct: Type.String({ maxLength: 300 }) }),
    reply: AccountReply,
    run: async (ctx, { query }) => encoded(ctx, await getByAddress(ctx, query.acct)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/search',
    who: 'member',
    scope: 'read:accounts',
    summary: 'Accounts whose name begins like this',
    query: Type.Object({
      q: Type.String({ maxLength: 300 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      following: Flag,
      resolve: Flag,
    }),
    reply: Type.Array(AccountReply),
    run: async (ctx, { query: { q, limit = 40, offset = 0, following = false } }) => {
      const found = await searchByName(ctx, { text: q, limit: Math.min(limit, 80), offset, onlyFollowed: following });
      return found.map((account) => presentAccount(ctx, account));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/accounts/verify_credentials',
    who: 'member',
    scope: ['profile', 'read:accounts'],
    summary: 'The account that the token speaks for',
    reply: CredentialAccountReply,
    run: (ctx) => readOwnAccount(ctx),
  }),
  ...updateRoutes({
    path: '/api/v1/accounts/update_credentials',
    who: 'member',
    scope: 'write:accounts',
    summary: "Changes one's profile and what new posts are like",
    body: UpdateBody,
    fileBytes: limits.pictureBytes,
    reply: CredentialAccountReply,
    run: async (ctx, { body }, { files }) => {
      await updateProfile(ctx, wishesOf(body, files));
      return readOwnAccount(ctx);
    },
  }),
  removePicture('avatar'),
  removePicture('header'),
  route({
    method: 'GET',
    path: '/api/v1/accounts/:id',
    who: 'anyone',
    scope: 'read:accounts',
    summary: 'An account',
    params: IdParams,
    reply: AccountReply,
    run: async (ctx, { params }) => encoded(ctx, await getAccount(ctx, idOf(params.id))),
  }),
  route({
    method: 'GET',
    path: '/api/v1/preferences',
    who: 'member',
    scope: 'read:accounts',
    summary: 'What new posts are like, and how posts are shown',
    reply: PreferencesReply,
    run: async (ctx) => presentPreferences(await postingDefaults(ctx, viewerId(ctx) as Id)),
  }),
  route({
    method: 'GET',
    path: '/.well-known/webfinger',
    who: 'anyone',
    summary: 'Who a name is (RFC 7033)',
    query: Type.Object({ resource: Text(500) }),
    run: async (ctx, { query: { resource } }, { reply }) => {
      if (resource === undefined) throw badRequest('Say whom you look for: resource=acct:name@domain');
      const { origin, domain } = houseOf(ctx).config;
      const address = resource.startsWith(`${origin}/@`) ? resource.slice(origin.length + 2) : resource.replace(/^acct:@?/, '');
      if (address === resource && !resource.includes('@')) throw notFound();
      const { username } = await getByAddress(ctx, address);
      void reply.type('application/jrd+json; charset=utf-8').header('Cache-Control', 'max-age=3600, public');
      return presentWebfinger(origin, domain, username);
    },
  }),
];

/** Only pictures that we made ourselves are ever sent; should one be opened as a page, it can do nothing. */
const PICTURE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

const preset = (name: 'avatar.png' | 'header.png'): Route =>
  route({
    method: 'GET',
    path: `/assets/${name}`,
    who: 'page',
    uncounted: true,
    summary: 'The picture of those who have not chosen one',
    run: async (ctx, _input, { reply }) => {
      const bytes = await readPreset(ctx, name);
      void reply.headers({ ...PICTURE_HEADERS, 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=86400' });
      return reply.type('image/png').send(bytes);
    },
  });

export const pictureRoutes: readonly Route[] = [
  preset('avatar.png'),
  preset('header.png'),
];
