import { Type } from 'typebox';
import type { CardFacts } from './types.ts';
import { oneOf } from '#kit/one-of.ts';

const Text = Type.String({ maxLength: 10_000 });
const TextOrNull = Type.Union([Text, Type.Null()]);

/** The PreviewCard entity. */
export const CardReply = Type.Object({
  url: Text,
  title: Text,
  description: Text,
  language: TextOrNull,
  type: oneOf(['link', 'photo', 'video', 'rich']),
  author_name: Text,
  author_url: Text,
  provider_name: Text,
  provider_url: Text,
  html: Text,
  width: Type.Integer(),
  height: Type.Integer(),
  image: TextOrNull,
  image_description: Text,
  embed_url: Text,
  blurhash: TextOrNull,
  published_at: TextOrNull,
  authors: Type.Array(Type.Object({ name: Text, url: Text, account: Type.Null() })),
});

/**
 * A card for clients. Always a link: the other types come with markup or frames of strangers, which would tell them who reads
 * what here.
 */
export function presentCard(origin: string, card: CardFacts): object {
  const { authorName, authorUrl, picture } = card;
  return {
    url: card.url,
    title: card.title,
    description: card.description,
    language: card.language ?? null,
    type: 'link',
    author_name: authorName,
    author_url: authorUrl,
    provider_name: card.providerName,
    provider_url: card.providerUrl,
    html: '',
    width: picture?.width ?? 0,
    height: picture?.height ?? 0,
    image: picture === undefined ? null : `${origin}/files/${picture.key}`,
    image_description: picture?.description ?? '',
    embed_url: '',
    blurhash: picture?.blurhash ?? null,
    published_at: card.publishedAt ?? null,
    authors: authorName === '' && authorUrl === '' ? [] : [{ name: authorName, url: authorUrl, account: null }],
  };
}
