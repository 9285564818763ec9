/** What a request says a post is to be. */

import { parseId } from '#kit/ids.ts';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { ChosenVisibility, PollDraft } from '../types.ts';
import { QuotePolicyText } from './quotes.ts';
import { IdText } from './schemas.ts';

/** 500 characters may be 100 links of 2,048; the count that matters comes after reading them. */
const Typed = Type.String({ maxLength: 100_000 });
export const Short = Type.String({ maxLength: 100 });

const Media = Type.Optional(Type.Array(Short, { maxItems: 100 }));
const MediaWishes = Type.Optional(
  Type.Array(Type.Object({ id: IdText, description: Type.Optional(Type.String({ maxLength: 100_000 })), focus: Type.Optional(Short), thumbnail: Type.Optional(Short) }), { maxItems: 20 }),
);

const PollBody = Type.Object({
  options: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 100 })),
  expires_in: Type.Optional(Type.Integer()),
  multiple: Type.Optional(Type.Boolean()),
  hide_totals: Type.Optional(Type.Boolean()),
});

export const EditBody = Type.Object({
  status: Type.Optional(Typed),
  spoiler_text: Type.Optional(Typed),
  sensitive: Type.Optional(Type.Boolean()),
  language: Type.Optional(Short),
  poll: Type.Optional(PollBody),
  quote_approval_policy: QuotePolicyText,
  media_ids: Media,
  media_attributes: MediaWishes,
});

const VISIBILITIES: Readonly<Record<string, ChosenVisibility>> = {
  public: 'public',
  unlisted: 'unlisted',
  private: 'followers',
  direct: 'direct',
};

/** @throws Refusal 422 for a word that is none */
export function readVisibility(word: string | undefined): ChosenVisibility | undefined {
  if (word === undefined || word === '') return undefined;
  if (!Object.hasOwn(VISIBILITIES, word)) throw invalid('Validation failed: Visibility must be public, unlisted, private or direct');
  return VISIBILITIES[word];
}

/** A poll without options is none: forms send its other fields along. */
export function readPoll(poll: Static<typeof PollBody> | undefined): PollDraft | undefined {
  if (poll?.options === undefined || poll.options.length === 0) return undefined;
  if (poll.expires_in === undefined) throw invalid('Validation failed: poll.expires_in is missing');
  return { titles: poll.options, seconds: poll.expires_in, multiple: poll.multiple ?? false, hidesTotals: poll.hide_totals ?? false };
}

/** What is no id is nobody's attachment, and refused with the others. */
export function readMediaIds(texts: readonly string[] | undefined): Id[] | undefined {
  return texts?.filter((text) => text !== '').map((text) => parseId(text) ?? 0);
}
