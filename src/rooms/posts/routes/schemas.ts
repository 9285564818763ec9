import { AccountReply } from '#accounts';
import { AttachmentReply, EmojiReply } from '#media';
import { CardReply } from '#links';
import { FilterResultReply } from '#filters';
import { invalid, notFound } from '#kit/errors.ts';
import { parseCursor, parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Page } from '#kit/pages.ts';
import { oneOf } from '#kit/one-of.ts';
import { Type } from 'typebox';
import type { Static } from 'typebox';

/** Digits of an id; longer or other text is no id of ours, and answered with 404 in a path. */
const ID_TEXT = { maxLength: 20 };

export const IdParams = Type.Object({ id: Type.String(ID_TEXT) });
export const IdText = Type.String(ID_TEXT);

export const PageQuery = Type.Object({
  max_id: Type.Optional(IdText),
  since_id: Type.Optional(IdText),
  min_id: Type.Optional(IdText),
  limit: Type.Optional(Type.Integer()),
});

/** The id in a path. @throws Refusal 404 */
export function pathId(params: Static<typeof IdParams>): Id {
  const id = parseId(params.id);
  if (id === undefined) throw notFound();
  return id;
}

/** @throws Refusal 422 for a cursor that is no number, and for a limit below 1 */
export function readPage(query: Static<typeof PageQuery>, preset: number): Page {
  const limit = query.limit ?? preset;
  if (limit < 1) throw invalid('Validation failed: limit must be at least 1');
  return {
    limit: Math.min(limit, preset * 2),
    maxId: readCursor('max_id', query.max_id),
    sinceId: readCursor('since_id', query.since_id),
    minId: readCursor('min_id', query.min_id),
  };
}

function readCursor(name: string, text: string | undefined): Id | undefined {
  if (text === undefined || text === '') return undefined;
  const id = parseCursor(text);
  if (id === undefined) throw invalid(`Validation failed: ${name} is not an id`);
  return id;
}

const Text = Type.String({ maxLength: 100_000 });
const Short = Type.String({ maxLength: 3000 });
const IdOrNull = Type.Union([IdText, Type.Null()]);
/** JSON has no dates: times travel as ISO 8601 text. */
const Time = Type.String({ maxLength: 30 });

/** The Poll entity. */
export const PollReply = Type.Object({
  id: IdText,
  expires_at: Type.Union([Time, Type.Null()]),
  expired: Type.Boolean(),
  multiple: Type.Boolean(),
  votes_count: Type.Integer(),
  voters_count: Type.Union([Type.Integer(), Type.Null()]),
  options: Type.Array(Type.Object({ title: Short, votes_count: Type.Union([Type.Integer(), Type.Null()]) })),
  emojis: Type.Array(EmojiReply),
  voted: Type.Optional(Type.Boolean()),
  own_votes: Type.Optional(Type.Array(Type.Integer())),
});

const fields = {
  id: IdText,
  created_at: Time,
  edited_at: Type.Union([Time, Type.Null()]),
  in_reply_to_id: IdOrNull,
  in_reply_to_account_id: IdOrNull,
  sensitive: Type.Boolean(),
  spoiler_text: Text,
  visibility: oneOf(['public', 'unlisted', 'private', 'direct']),
  language: Type.Union([Type.String({ maxLength: 35 }), Type.Null()]),
  uri: Short,
  url: Type.Union([Short, Type.Null()]),
  content: Text,
  application: Type.Optional(Type.Object({ name: Short, website: Type.Union([Short, Type.Null()]) })),
  account: AccountReply,
  media_attachments: Type.Array(AttachmentReply),
  mentions: Type.Array(Type.Object({ id: IdText, username: Short, url: Short, acct: Short })),
  tags: Type.Array(Type.Object({ name: Short, url: Short })),
  emojis: Type.Array(EmojiReply),
  card: Type.Union([CardReply, Type.Null()]),
  poll: Type.Union([PollReply, Type.Null()]),
  quotes_count: Type.Integer(),
  quote_approval: Type.Object({
    automatic: Type.Array(Short),
    manual: Type.Array(Short),
    current_user: Type.String({ maxLength: 20 }),
  }),
  replies_count: Type.Integer(),
  reblogs_count: Type.Integer(),
  favourites_count: Type.Integer(),
  favourited: Type.Optional(Type.Boolean()),
  reblogged: Type.Optional(Type.Boolean()),
  muted: Type.Optional(Type.Boolean()),
  bookmarked: Type.Optional(Type.Boolean()),
  pinned: Type.Optional(Type.Boolean()),
  filtered: Type.Optional(Type.Array(FilterResultReply)),
  /** Only where the members of a group alone see it. */
  perchoir: Type.Optional(Type.Object({ group: Type.Object({ id: IdText, handle: Type.Union([Short, Type.Null()]), title: Short }) })),
  /** Only in the answer to a deletion, for writing it anew. */
  text: Type.Optional(Text),
};

const QuoteState = Type.String({ maxLength: 30 });
const ShallowQuote = Type.Object({ state: QuoteState, quoted_status_id: IdOrNull });
const QuotedReply = Type.Object({ ...fields, quote: Type.Union([ShallowQuote, Type.Null()]), reblog: Type.Null() });
const Quote = Type.Union([Type.Object({ state: QuoteState, quoted_status: Type.Union([QuotedReply, Type.Null()]) }), Type.Null()]);
const InnerReply = Type.Object({ ...fields, quote: Quote, reblog: Type.Null() });

/** The Status entity. */
export const PostReply = Type.Object({ ...fields, quote: Quote, reblog: Type.Union([InnerReply, Type.Null()]) });
/** The ScheduledStatus entity. */
export const ScheduledReply = Type.Object({
  id: IdText,
  scheduled_at: Time,
  params: Type.Object({
    text: Text,
    poll: Type.Union([Type.Null(), Type.Object({
      options: Type.Array(Short), expires_in: Type.Integer(), multiple: Type.Boolean(), hide_totals: Type.Boolean(),
    })]),
    media_ids: Type.Union([Type.Null(), Type.Array(IdText)]),
    sensitive: Type.Union([Type.Null(), Type.Boolean()]),
    spoiler_text: Type.Union([Type.Null(), Text]),
    visibility: Short,
    in_reply_to_id: IdOrNull,
    language: Type.Union([Type.Null(), Short]),
    application_id: Type.Union([Type.Null(), Type.Integer()]),
    idempotency: Type.Union([Type.Null(), Short]),
    allowed_mentions: Type.Union([Type.Null(), Type.Array(IdText)]),
    with_rate_limit: Type.Boolean(),
    quoted_status_id: IdOrNull,
    quote_approval_policy: Type.Union([Type.Null(), Short]),
    scheduled_at: Type.Null(),
  }),
  media_attachments: Type.Array(AttachmentReply),
  failure: Type.Optional(Short),
});

export const PostListReply = Type.Array(PostReply);
export const AccountListReply = Type.Array(AccountReply);
export const ContextReply = Type.Object({ ancestors: PostListReply, descendants: PostListReply });
export const SourceReply = Type.Object({ id: IdText, text: Text, spoiler_text: Text });
export const HistoryReply = Type.Array(
  Type.Object({
    content: Text,
    spoiler_text: Text,
    sensitive: Type.Boolean(),
    created_at: Time,
    account: AccountReply,
    media_attachments: Type.Array(AttachmentReply),
    emojis: Type.Array(EmojiReply),
    poll: Type.Union([Type.Object({ options: Type.Array(Type.Object({ title: Short })) }), Type.Null()]),
    quote: Quote,
  }),
);

const Figure = Type.String({ maxLength: 20 });

/** The Tag entity. */
export const TagReply = Type.Object({
  id: Short,
  name: Short,
  url: Short,
  history: Type.Array(Type.Object({ day: Figure, uses: Figure, accounts: Figure })),
  following: Type.Optional(Type.Boolean()),
  featuring: Type.Optional(Type.Boolean()),
});

/** The FeaturedTag entity. */
export const FeaturedTagReply = Type.Object({
  id: IdText,
  name: Short,
  url: Short,
  statuses_count: Figure,
  last_status_at: Type.Union([Figure, Type.Null()]),
});
