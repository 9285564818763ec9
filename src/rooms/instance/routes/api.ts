/** What clients ask about the server before anybody signs in. */

import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { presentDocument, presentInstance, presentInstanceV1, presentLanguages, presentRules, presentWeeks } from '../presenter.ts';
import { readAbout, readInstance, readPrivacy } from '../reads.ts';
import { rulesSetting } from '../settings.ts';
import { readWeeks } from '../weeks.ts';

const Text = Type.String({ maxLength: 100_000 });
const RuleReply = Type.Object({
  id: Text, text: Text, hint: Text, translations: Type.Record(Type.String({ maxLength: 16 }), Type.Unknown()),
});
const DocumentReply = Type.Object({ updated_at: Text, content: Text });
const Loose = (fields: Record<string, TSchema>) => Type.Object(fields, { additionalProperties: true });
const Empty = Type.Array(Type.Unknown(), { maxItems: 0 });

const InstanceReply = Loose({
  domain: Text, title: Text, version: Text, source_url: Text, description: Text, usage: Type.Unknown(), thumbnail: Type.Unknown(),
  icon: Type.Array(Type.Unknown()), languages: Type.Array(Text), configuration: Type.Unknown(), registrations: Type.Unknown(),
  api_versions: Type.Object({ mastodon: Type.Integer() }), contact: Type.Unknown(), rules: Type.Array(RuleReply),
});
const InstanceV1Reply = Loose({
  uri: Text, title: Text, short_description: Text, description: Text, email: Text, version: Text, urls: Type.Unknown(),
  stats: Type.Unknown(), thumbnail: Text, languages: Type.Array(Text), registrations: Type.Boolean(),
  approval_required: Type.Boolean(), invites_enabled: Type.Boolean(), configuration: Type.Unknown(), rules: Type.Array(RuleReply),
});

const presentEmpty = (path: string, summary: string): Route =>
  route({ method: 'GET', path, who: 'anyone', summary, reply: Empty, run: () => [] });

export const apiRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/api/v2/instance', who: 'anyone', summary: 'This server and what it can do', reply: InstanceReply,
    run: async (ctx) => presentInstance(await readInstance(ctx)),
  }),
  route({
    method: 'GET', path: '/api/v1/instance', who: 'anyone', summary: 'This server, in the older form', reply: InstanceV1Reply,
    run: async (ctx) => presentInstanceV1(await readInstance(ctx)),
  }),
  route({
    method: 'GET', path: '/api/v1/instance/rules', who: 'anyone', summary: 'The rules of this server', reply: Type.Array(RuleReply),
    run: (ctx) => presentRules(ctx.settings.get(rulesSetting)),
  }),
  route({
    method: 'GET', path: '/api/v1/instance/extended_description', who: 'anyone', summary: 'The longer text about this server',
    reply: DocumentReply,
    run: async (ctx) => presentDocument(await readAbout(ctx)),
  }),
  route({
    method: 'GET', path: '/api/v1/instance/privacy_policy', who: 'anyone', summary: 'What is kept about people here', reply: DocumentReply,
    run: async (ctx) => presentDocument(await readPrivacy(ctx)),
  }),
  route({
    method: 'GET', path: '/api/v1/instance/languages', who: 'anyone', summary: 'Languages a post may be marked with',
    reply: Type.Array(Type.Object({ code: Text, name: Text })),
    run: () => presentLanguages(),
  }),
  route({
    method: 'GET', path: '/api/v1/instance/translation_languages', who: 'anyone', summary: 'Nothing is translated here',
    reply: Type.Record(Type.String({ maxLength: 16 }), Type.Array(Text)),
    run: () => ({}),
  }),
  presentEmpty('/api/v1/instance/peers', 'Servers known here: none'),
  presentEmpty('/api/v1/peers/search', 'Servers known here by their names: none'),
  route({
    method: 'GET', path: '/api/v1/instance/activity', who: 'anyone', summary: 'The last twelve weeks: open posts, accounts that wrote, accounts that came',
    reply: Type.Array(Type.Object({ week: Text, statuses: Text, logins: Text, registrations: Text })),
    run: async (ctx) => presentWeeks(await readWeeks(ctx)),
  }),
  presentEmpty('/api/v1/instance/domain_blocks', 'Servers blocked here: none'),
];
