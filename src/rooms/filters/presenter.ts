/** Facts → the entities of the client API. */

import type { ChosenPost, Filter, FilterHead, Hit, Keyword, Phrase } from './types.ts';

const presentHead = ({ id, title, places, action, expiresAt }: FilterHead): object => ({
  id: String(id), title, context: places, expires_at: expiresAt?.toISOString() ?? null, filter_action: action,
});

export const presentKeyword = ({ id, text, wholeWord }: Keyword): object => ({ id: String(id), keyword: text, whole_word: wholeWord });

export const presentChosen = ({ id, postId }: ChosenPost): object => ({ id: String(id), status_id: String(postId) });

/** The Filter entity. */
export const presentFilter = (filter: Filter): object => ({
  ...presentHead(filter), keywords: filter.keywords.map(presentKeyword), statuses: filter.chosen.map(presentChosen),
});

/** The Filter entity of version 1: one for each keyword. */
export const presentPhrase = ({ filter, keyword }: Phrase): object => ({
  id: String(keyword.id),
  phrase: keyword.text,
  context: filter.places,
  whole_word: keyword.wholeWord,
  expires_at: filter.expiresAt?.toISOString() ?? null,
  irreversible: filter.action === 'hide',
});

/** The JSON list of FilterResult entities of a post. */
export function presentHits(hits: readonly Hit[]): string {
  return JSON.stringify(hits.map(({ filter, keywords, postIds }) => ({
    filter: presentHead(filter),
    keyword_matches: keywords.length === 0 ? null : keywords,
    status_matches: postIds.length === 0 ? null : postIds.map(String),
  })));
}
