import { invalid, notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { FilterAction, FilterWish, KeywordWish, Place } from '../types.ts';

/** Looked at by our own rules, which say more than a schema. */
const Text = Type.String({ maxLength: 10_000 });
export const IdText = Type.String({ maxLength: 20 });
const Word = Type.String({ maxLength: 50 });
const Time = Type.Union([Word, Type.Null()]);
export const IdParams = Type.Object({ id: IdText });
/** Seconds from now; null or nothing for never. */
const Seconds = Type.Optional(Type.Union([Type.Number(), Word, Type.Null()]));
/** Ten years. */
const LONGEST_SECONDS = 315_360_000;

export const KeywordBody = Type.Object({ keyword: Type.Optional(Text), whole_word: Type.Optional(Type.Boolean()) });
const KeywordAttributes = Type.Object({ ...KeywordBody.properties, id: Type.Optional(IdText), _destroy: Type.Optional(Type.Boolean()) });
export const FilterBody = Type.Object({
  title: Type.Optional(Text),
  context: Type.Optional(Type.Array(Word, { maxItems: 50 })),
  filter_action: Type.Optional(Word),
  expires_in: Seconds,
  keywords_attributes: Type.Optional(Type.Array(KeywordAttributes, { maxItems: 1000 })),
});
export const PhraseBody = Type.Object({
  phrase: Type.Optional(Text),
  context: Type.Optional(Type.Array(Word, { maxItems: 50 })),
  irreversible: Type.Optional(Type.Boolean()),
  whole_word: Type.Optional(Type.Boolean()),
  expires_in: Seconds,
});

export const Empty = Type.Object({});
export const KeywordReply = Type.Object({ id: IdText, keyword: Text, whole_word: Type.Boolean() });
export const ChosenReply = Type.Object({ id: IdText, status_id: IdText });
const head = { id: IdText, title: Text, context: Type.Array(Word), expires_at: Time, filter_action: Word };
export const FilterReply = Type.Object({ ...head, keywords: Type.Array(KeywordReply), statuses: Type.Array(ChosenReply) });
/** What a filter found in a post. */
export const FilterResultReply = Type.Object({
  filter: Type.Object(head),
  keyword_matches: Type.Union([Type.Array(Text), Type.Null()]),
  status_matches: Type.Union([Type.Array(IdText), Type.Null()]),
});
export const PhraseReply = Type.Object({
  id: IdText, phrase: Text, context: Type.Array(Word), whole_word: Type.Boolean(), expires_at: Time, irreversible: Type.Boolean(),
});

/** @throws Refusal 404: what is no id is nobody's */
export function idOf(text: string): Id {
  const id = parseId(text);
  if (id === undefined) throw notFound();
  return id;
}

const PLACES: ReadonlySet<string> = new Set<Place>(['home', 'notifications', 'public', 'thread', 'account']);
const ACTIONS: ReadonlySet<string> = new Set<FilterAction>(['warn', 'hide', 'blur']);

function placesOf(names: readonly string[] | undefined): Place[] | undefined {
  if (names === undefined) return undefined;
  if (!names.every((name) => PLACES.has(name))) throw invalid('Validation failed: Context must be of home, notifications, public, thread and account');
  return [...new Set(names)] as Place[];
}

function actionOf(name: string | undefined): FilterAction | undefined {
  if (name === undefined || name === '') return undefined;
  if (!ACTIONS.has(name)) throw invalid('Validation failed: Filter action must be warn, hide or blur');
  return name as FilterAction;
}

/** Undefined: nothing is said of it; null: never. Clients send nothing, null, an empty text or 0 for never. */
function expiryOf(ctx: Context, seconds: string | number | null | undefined): Date | null | undefined {
  if (seconds === undefined) return undefined;
  if (seconds === null || seconds === '' || Number(seconds) === 0) return null;
  const number = Number(seconds);
  if (!(number > 0 && number <= LONGEST_SECONDS)) throw invalid('Validation failed: Expires in must be a number of seconds, ten years at most');
  return new Date(ctx.now().getTime() + Math.round(number * 1000));
}

export function keywordWish(body: Static<typeof KeywordBody>): KeywordWish {
  return { text: body.keyword, wholeWord: body.whole_word };
}

/** @throws Refusal 422 for words that mean nothing here, 404 for a keyword that is none */
export function filterWish(ctx: Context, body: Static<typeof FilterBody>): FilterWish {
  return {
    title: body.title,
    places: placesOf(body.context),
    action: actionOf(body.filter_action),
    expiresAt: expiryOf(ctx, body.expires_in),
    keywords: body.keywords_attributes?.map((one) => ({ ...keywordWish(one), id: one.id ? idOf(one.id) : undefined, remove: one._destroy })),
  };
}

/** The same for the old form: a filter is named after its phrase. */
export function phraseWish(ctx: Context, body: Static<typeof PhraseBody>, longestTitle: number): { wish: FilterWish; word: KeywordWish } {
  const { irreversible, phrase } = body;
  const wish: FilterWish = {
    title: phrase?.trim().slice(0, longestTitle),
    places: placesOf(body.context),
    action: irreversible === undefined ? undefined : irreversible ? 'hide' : 'warn',
    expiresAt: expiryOf(ctx, body.expires_in),
  };
  return { wish, word: { text: phrase, wholeWord: body.whole_word } };
}
