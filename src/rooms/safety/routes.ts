import { Type } from 'typebox';
import { AccountReply, accountJson } from '#accounts';
import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { reportAccount } from './commands.ts';
import { presentReport } from './presenter.ts';
import type { Category, Report } from './types.ts';

const IdText = Type.String({ maxLength: 20 });
const Word = Type.String({ maxLength: 50 });
const IdsReply = Type.Union([Type.Array(IdText), Type.Null()]);
const MOST_POSTS = 100;
const MOST_RULES = 50;

const ReportReply = Type.Object({
  id: IdText, action_taken: Type.Boolean(), action_taken_at: Type.Union([Word, Type.Null()]), category: Word,
  comment: Type.String({ maxLength: 1000 }), forwarded: Type.Boolean(), created_at: Word, status_ids: IdsReply, rule_ids: IdsReply,
  collection_ids: Type.Array(IdText), target_account: AccountReply,
});

const CATEGORIES: ReadonlySet<string> = new Set<Category>(['spam', 'legal', 'violation', 'other']);

function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

function categoryOf(name: string | undefined): Category | undefined {
  if (name === undefined || name === '') return undefined;
  if (!CATEGORIES.has(name)) throw invalid('Validation failed: Category must be spam, legal, violation or other');
  return name as Category;
}

const MOST_MESSAGES = 100;

async function present(ctx: Context, report: Report): Promise<Buffer> {
  const account = (await accountJson(ctx, [report.targetId])).get(report.targetId);
  if (account === undefined) throw notFound();
  return Buffer.from(presentReport(report, String(account)));
}

export const routes: readonly Route[] = [
  route({
    method: 'POST', path: '/api/perchoir/v1/chats/:id/report', who: 'member', scope: 'write:reports', rate: 'report', params: Type.Object({ id: IdText }),
    summary: 'Reports somebody of a private conversation, with the messages that one chooses and no others',
    body: Type.Object({
      account_id: IdText, message_ids: Type.Array(IdText, { minItems: 1, maxItems: MOST_MESSAGES }), comment: Type.Optional(Type.String({ maxLength: 10_000 })), category: Type.Optional(Word),
    }),
    reply: ReportReply,
    async run(ctx, { params, body }) {
      return present(ctx, await reportAccount(ctx, {
        targetId: idOf(body.account_id), postIds: [], messages: { chatId: idOf(params.id), ids: body.message_ids.map(idOf) }, category: categoryOf(body.category),
        comment: (body.comment ?? '').trim(), ruleIds: [],
      }));
    },
  }),
  route({
    method: 'POST', path: '/api/v1/reports', who: 'member', scope: 'write:reports', rate: 'report', summary: 'Reports an account to those who run this server',
    body: Type.Object({
      account_id: IdText,
      status_ids: Type.Optional(Type.Array(IdText, { maxItems: MOST_POSTS })),
      comment: Type.Optional(Type.String({ maxLength: 10_000 })),
      category: Type.Optional(Word),
      rule_ids: Type.Optional(Type.Array(IdText, { maxItems: MOST_RULES })),
      forward: Type.Optional(Type.Boolean()),
    }),
    reply: ReportReply,
    async run(ctx, { body }) {
      const report = await reportAccount(ctx, {
        targetId: idOf(body.account_id),
        postIds: (body.status_ids ?? []).filter((text) => text !== '').map(idOf),
        category: categoryOf(body.category),
        comment: (body.comment ?? '').trim(),
        // No rule has the number 0: what is no number is no rule.
        ruleIds: (body.rule_ids ?? []).map((text) => parseId(text) ?? 0),
      });
      return present(ctx, report);
    },
  }),
];
