/** What may be meant by the beginning of a name, a tag or an emoji. */

import { useEffect, useState } from 'react';
import { api } from '../../client/api.ts';
import type { Account, Emoji, Tag } from '../../entities.ts';
import { searchEmoji } from './emoji-names.ts';
import { loadEmojis } from './settings.ts';

/** A name, tag or emoji that is being typed. */
export interface Token {
  readonly sign: '@' | '#' | ':';
  readonly typed: string;
  readonly start: number;
  readonly end: number;
}

export interface Suggestion {
  readonly key: string;
  /** What takes the place of what was typed. */
  readonly insert: string;
  readonly label: string;
  readonly note: string;
  readonly picture: string | undefined;
  /** An emoji of everybody's, as text. */
  readonly glyph: string | undefined;
}

const MOST = 6;
const PAUSE_MS = 120;
const TYPED = /(?<=^|[\s([{«"'’\u200b])([@#:])([\p{L}\p{M}\p{N}_.@-]*)$/u;

/** The token right before the caret. */
export function tokenAt(text: string, caret: number): Token | undefined {
  const before = text.slice(Math.max(0, caret - 80), caret);
  const [all, sign, typed = ''] = TYPED.exec(before) ?? [];
  if (all === undefined) return undefined;
  if (sign === ':' && typed.length < 2) return undefined;
  if (typed.length < 1) return undefined;
  return { sign: sign as Token['sign'], typed, start: caret - all.length, end: caret };
}

async function people(typed: string, signal: AbortSignal): Promise<Suggestion[]> {
  const found = await api.get<Account[]>('/api/v1/accounts/search', { q: typed, limit: MOST, resolve: false }, { signal });
  return found.map(({ id, acct, display_name: name, username, avatar_static: picture }) => ({ key: id, insert: `@${acct}`, label: name.trim() || username, note: `@${acct}`, picture, glyph: undefined }));
}

async function tags(typed: string, signal: AbortSignal): Promise<Suggestion[]> {
  const { hashtags } = await api.get<{ hashtags: Tag[] }>('/api/v2/search', { q: typed, type: 'hashtags', limit: MOST }, { signal });
  return hashtags.map(({ name }) => ({ key: name, insert: `#${name}`, label: `#${name}`, note: '', picture: undefined, glyph: undefined }));
}

async function emoji(typed: string): Promise<Suggestion[]> {
  const wanted = typed.toLowerCase();
  const own = (await loadEmojis()).filter(({ shortcode }) => shortcode.toLowerCase().includes(wanted)).slice(0, MOST);
  const common = own.length < MOST ? await searchEmoji(wanted, MOST - own.length) : [];
  return [
    ...own.map(({ shortcode, static_url: picture }: Emoji) => ({ key: shortcode, insert: `:${shortcode}:`, label: `:${shortcode}:`, note: '', picture, glyph: undefined })),
    ...common.map(({ emoji: glyph, label }) => ({ key: glyph, insert: glyph, label, note: '', picture: undefined, glyph })),
  ];
}

const find = ({ sign, typed }: Token, signal: AbortSignal): Promise<Suggestion[]> => (sign === '@' ? people(typed, signal) : sign === '#' ? tags(typed, signal) : emoji(typed));

/** What may be meant; nothing while it is looked for and where nobody answers. */
export function useSuggestions(token: Token | undefined): readonly Suggestion[] {
  const [found, setFound] = useState<{ readonly about: string; readonly suggestions: readonly Suggestion[] }>();
  const sign = token?.sign;
  const typed = token?.typed;
  useEffect(() => {
    if (sign === undefined || typed === undefined) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      find({ sign, typed, start: 0, end: 0 }, stop.signal).then(
        (suggestions) => { if (!stop.signal.aborted) setFound({ about: sign, suggestions }); },
        () => { if (!stop.signal.aborted) setFound(undefined); },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [sign, typed]);
  return token !== undefined && found?.about === sign ? found?.suggestions ?? [] : [];
}
