import { isBlankCode } from './characters.ts';
import type { Link } from './links.ts';
import { readLink } from './links.ts';
import type { Mention } from './mentions.ts';
import { readMention } from './mentions.ts';
import { tidySource } from './source.ts';
import type { Tag } from './tags.ts';
import { canonicalTag, readTagName } from './tags.ts';

/** Distinct people a text can call; further names stay plain text. */
export const MOST_MENTIONS = 50;
/** Distinct tags of a text; further ones stay plain text. */
export const MOST_TAGS = 30;
/** Spellings remembered, so that a tag repeated a thousand times is folded once. */
const MOST_SPELLINGS = 1_000;
/** Links of a text; further ones stay plain text. */
export const MOST_LINKS = 100;

/** Plain text within a line, a line break, or the blank lines between two paragraphs. */
export interface PlainToken {
  readonly kind: 'text' | 'break' | 'paragraph';
  readonly text: string;
}

/** Somebody named, as written in `text`. */
export interface MentionToken extends Mention {
  readonly kind: 'mention';
  readonly text: string;
}

/** A hashtag, with its sign in `text`. */
export interface TagToken extends Tag {
  readonly kind: 'tag';
  readonly text: string;
}

/** An address, as written in `text`. */
export interface LinkToken extends Link {
  readonly kind: 'link';
  readonly text: string;
}

/** A piece of a text. The `text` of all tokens, joined, is the source again. */
export type Token = PlainToken | MentionToken | TagToken | LinkToken;

/** A text that was read once: the source to keep, its pieces in order, and what it names, each once. */
export interface ParsedText {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly mentions: readonly Mention[];
  readonly tags: readonly Tag[];
  readonly links: readonly Link[];
}

const BREAK: PlainToken = { kind: 'break', text: '\n' };

/**
 * Reads a text as people write it: mentions, hashtags, links, lines and paragraphs. Never throws, also for text that
 * is not well formed (see `tidySource`), and takes time in proportion to the length: the next sign of each kind is
 * found by `indexOf`, and no piece is looked at more often than a fixed number of times. Guarded by the pump tests.
 */
export function parseText(typed: string): ParsedText {
  const source = tidySource(typed);
  return new Reader(source).read();
}

/** One reading of one source. Holds where the next sign of each kind stands; `length` means that there is none left. */
class Reader implements ParsedText {
  readonly source: string;
  readonly tokens: Token[] = [];
  readonly mentions: Mention[] = [];
  readonly tags: Tag[] = [];
  readonly links: Link[] = [];
  // Where the plain text starts that no token holds yet.
  #pending = 0;
  #people: Set<string> | undefined;
  #spellings: Map<string, Tag> | undefined;

  constructor(source: string) {
    this.source = source;
  }

  read(): ParsedText {
    const { source } = this;
    const none = source.length;
    let at = find(source, '@', 0);
    let hash = find(source, '#', 0);
    let wide = find(source, '\uff03', 0);
    let colon = find(source, '://', 0);
    let line = find(source, '\n', 0);
    for (;;) {
      const next = Math.min(at, hash, wide, colon, line);
      if (next === none) break;
      let past: number;
      if (next === line) past = this.#takeLine(next);
      else if (next === at) past = this.#takeMention(next);
      else if (next === colon) past = this.#takeLink(next);
      else past = this.#takeTag(next);
      if (at < past) at = find(source, '@', past);
      if (hash < past) hash = find(source, '#', past);
      if (wide < past) wide = find(source, '\uff03', past);
      if (colon < past) colon = find(source, '://', past);
      if (line < past) line = find(source, '\n', past);
    }
    this.#takePlain(none);
    return { source, tokens: this.tokens, mentions: this.mentions, tags: this.tags, links: this.links };
  }

  #takePlain(end: number): void {
    if (end > this.#pending) this.tokens.push({ kind: 'text', text: this.source.slice(this.#pending, end) });
  }

  #takeLine(start: number): number {
    const { source } = this;
    this.#takePlain(start);
    let end = start + 1;
    for (let i = end; i < source.length; i++) {
      const code = source.charCodeAt(i);
      if (code === 10) end = i + 1;
      else if (!isBlankCode(code)) break;
    }
    this.tokens.push(end === start + 1 ? BREAK : { kind: 'paragraph', text: source.slice(start, end) });
    this.#pending = end;
    return end;
  }

  #takeMention(sign: number): number {
    const found = readMention(this.source, sign);
    if (found === undefined) return sign + 1;
    const { username, domain, end } = found;
    const who = domain === undefined ? username : `${username}@${domain}`;
    const people = (this.#people ??= new Set());
    if (!people.has(who)) {
      if (people.size === MOST_MENTIONS) return end;
      people.add(who);
      this.mentions.push({ username, domain });
    }
    this.#takePlain(sign);
    this.tokens.push({ kind: 'mention', text: this.source.slice(sign, end), username, domain });
    this.#pending = end;
    return end;
  }

  #takeTag(sign: number): number {
    const name = readTagName(this.source, sign);
    if (name === '') return sign + 1;
    const end = sign + 1 + name.length;
    const tag = this.#spellings?.get(name) ?? this.#addTag(name);
    if (tag === undefined) return end;
    this.#takePlain(sign);
    this.tokens.push({ kind: 'tag', text: this.source.slice(sign, end), name, key: tag.key });
    this.#pending = end;
    return end;
  }

  /** A spelling not met before in this text; undefined when there are tags enough, or when it has no key. */
  #addTag(name: string): Tag | undefined {
    if (this.tags.length === MOST_TAGS) return undefined;
    const key = canonicalTag(name);
    if (key === '') return undefined;
    const tag = { name, key };
    const spellings = (this.#spellings ??= new Map());
    if (spellings.size < MOST_SPELLINGS) spellings.set(name, tag);
    if (!this.tags.some(known => known.key === key)) this.tags.push(tag);
    return tag;
  }

  #takeLink(colon: number): number {
    const { start, end, link } = readLink(this.source, colon, this.#pending);
    if (link === undefined || this.links.length === MOST_LINKS) return end;
    this.links.push(link);
    this.#takePlain(start);
    this.tokens.push({ kind: 'link', text: this.source.slice(start, end), href: link.href, shown: link.shown });
    this.#pending = end;
    return end;
  }
}

function find(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found < 0 ? text.length : found;
}
