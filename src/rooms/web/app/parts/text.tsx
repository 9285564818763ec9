/** Texts as the API gives them, turned into elements: nothing but what our own writer of texts makes comes through. */

import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Emoji } from '../entities.ts';
import css from './text.module.css';

const PIECE = /<(\/?)(p|br|a|span)\b([^>]*)>|([^<]+)/g;
const ATTRIBUTE = /([a-z]+)="([^"]*)"/g;
const REFERENCES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };

const unescape = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_all, name: string) => REFERENCES[name] ?? '');

interface Piece {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: ReactNode[];
}

/** What the application itself shows. Other addresses here are files or forms; and a path that begins with two slashes leads elsewhere. */
const PAGE = /^\/(?:@|tags\/|rooms\/)/;

/** An address on this server, as its path; undefined for others. */
function localPath(href: string, origin: string): string | undefined {
  return href.startsWith(`${origin}/`) ? href.slice(origin.length) : undefined;
}

function element({ name, attributes, children }: Piece, key: number, origin: string): ReactNode {
  if (name === 'p') return <p key={key}>{children}</p>;
  if (name === 'span') {
    if (attributes['class'] === 'invisible') return <span key={key} className={css['invisible']}>{children}</span>;
    return attributes['class'] === 'ellipsis' ? <span key={key} className={css['ellipsis']}>{children}</span> : <Fragment key={key}>{children}</Fragment>;
  }
  const href = attributes['href'] ?? '';
  if (!/^https?:\/\//.test(href)) return <Fragment key={key}>{children}</Fragment>;
  const path = localPath(href, origin);
  if (path !== undefined && !PAGE.test(path)) return <a key={key} href={href}>{children}</a>;
  if (path !== undefined) return <Link key={key} to={path} className={css['inner']} {...(attributes['rel'] === 'tag' && { rel: 'tag' })}>{children}</Link>;
  return <a key={key} href={href} target="_blank" rel="nofollow noopener noreferrer">{children}</a>;
}

/** Pictures in place of `:shortcode:`. */
export function withEmoji(text: string, emojis: readonly Emoji[]): ReactNode {
  if (emojis.length === 0 || !text.includes(':')) return text;
  const known = new Map(emojis.map((emoji) => [emoji.shortcode, emoji.url]));
  return text.split(/(:\w+:)/).map((part, index) => {
    const url = part.startsWith(':') ? known.get(part.slice(1, -1)) : undefined;
    // oxlint-disable-next-line react/no-array-index-key -- The parts of one text, in their one order.
    return url === undefined ? part : <img key={index} src={url} alt={part} title={part} className={css['emoji']} width="20" height="20" loading="lazy" />;
  });
}

/** A text as one line without markup. */
export const plainText = (html: string): string => unescape(html.replaceAll(/<br>|<\/p><p>/g, ' ').replaceAll(/<[^>]*>/g, ''));

/** The elements of a text. @param html as the API gives it; @param origin of this server, whose addresses open in place */
function read(html: string, emojis: readonly Emoji[], origin: string): ReactNode[] {
  const top: ReactNode[] = [];
  const open: Piece[] = [];
  let key = 0;
  const add = (node: ReactNode): unknown => (open.at(-1)?.children ?? top).push(node);
  for (const [, closing, name, attributes = '', text] of html.matchAll(PIECE)) {
    if (text !== undefined) add(<Fragment key={key++}>{withEmoji(unescape(text), emojis)}</Fragment>);
    else if (name === 'br') add(<br key={key++} />);
    else if (closing === '') {
      const found = [...attributes.matchAll(ATTRIBUTE)].map(([, one = '', value = '']) => [one, unescape(value)]);
      open.push({ name: name ?? '', attributes: Object.fromEntries(found) as Record<string, string>, children: [] });
    } else {
      const piece = open.pop();
      if (piece !== undefined) add(element(piece, key++, origin));
    }
  }
  while (open.length > 0) {
    const piece = open.pop();
    if (piece !== undefined) add(element(piece, key++, origin));
  }
  return top;
}

export function Text({ html, emojis = [], origin, language, className }: {
  html: string; emojis?: readonly Emoji[]; origin: string; language?: string | null; className?: string | undefined;
}) {
  return <div className={[css['text'], className].filter(Boolean).join(' ')} dir="auto" {...(language && { lang: language })}>{read(html, emojis, origin)}</div>;
}
