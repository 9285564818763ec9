import { escapeContent, escapeHtml } from '#kit/html.ts';
import { balanceBidi } from './bidi.ts';
import { BIDI_CONTROL, isBlankCode } from './characters.ts';
import { endOfShownHost } from './links.ts';
import type { Mention } from './mentions.ts';
import type { LinkToken, MentionToken, ParsedText, PlainToken, TagToken } from './parse.ts';
import type { Tag } from './tags.ts';

/** How much of a link is shown after its scheme; more when the host alone is longer. */
const SHOWN_OF_LINK = 30;

/**
 * Where the people and tags of a text are found. Nothing given back (nobody of that name), or an address that is not
 * http or https, leaves the word as plain text.
 */
export interface Addresses {
  mention(mention: Mention): { readonly url: string; readonly username: string } | undefined;
  tag(tag: Tag): string | undefined;
}

/**
 * The text as HTML in the form the field expects: `p`, `br`, and `a` and `span` for mentions, tags and links; nothing
 * else, and every `href` is http or https. One word gives `<p>word</p>`, an empty text ''.
 *
 * The layout of verse survives: each line break is kept, and the spaces a line begins with become no-break spaces.
 * Spaces inside a line are left to HTML, which shows one for several.
 */
export function renderText(parsed: ParsedText, addresses: Addresses): string {
  const { source, tokens } = parsed;
  if (source === '') return '';
  const turns = BIDI_CONTROL.test(source) ? [] : undefined;
  let html = '<p>';
  let lineStarts = true;
  for (const token of tokens) {
    switch (token.kind) {
      case 'text':
        html += renderPlain(token, lineStarts, turns);
        break;
      case 'mention':
        html += renderMention(token, addresses);
        break;
      case 'tag':
        html += renderTag(token, addresses);
        break;
      case 'link':
        html += renderLink(token);
        break;
      default:
        html += closeTurns(turns) + (token.kind === 'break' ? '<br>' : '</p><p>');
    }
    lineStarts = token.kind === 'break' || token.kind === 'paragraph';
  }
  return html + closeTurns(turns) + '</p>';
}

function renderPlain(token: PlainToken, lineStarts: boolean, turns: number[] | undefined): string {
  let text = token.text;
  if (turns !== undefined) text = balanceBidi(text, turns);
  if (lineStarts && isBlankCode(text.charCodeAt(0))) text = keepIndent(text);
  return escapeContent(text);
}

/** A direction that is still turned at the end of a line is turned back there, where UAX 9 lets it end as well. */
function closeTurns(turns: number[] | undefined): string {
  if (turns === undefined || turns.length === 0) return '';
  let closers = '';
  while (turns.length > 0) closers += String.fromCharCode(turns.pop() ?? 0);
  return closers;
}

function keepIndent(line: string): string {
  let indent = '';
  let i = 0;
  for (; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if (code === 0x20) indent += '\u00a0';
    else if (code === 0x09) indent += '\u00a0\u00a0\u00a0\u00a0';
    else if (isBlankCode(code)) indent += line.charAt(i);
    else break;
  }
  return indent + line.slice(i);
}

function renderMention(token: MentionToken, addresses: Addresses): string {
  const found = addresses.mention(token);
  if (found === undefined || !isWebAddress(found.url)) return token.text;
  return (
    `<span class="h-card"><a href="${escapeHtml(found.url)}" class="u-url mention">` +
    `@<span>${escapeHtml(found.username)}</span></a></span>`
  );
}

function renderTag(token: TagToken, addresses: Addresses): string {
  const url = addresses.tag(token);
  if (url === undefined || !isWebAddress(url)) return token.text;
  return `<a href="${escapeHtml(url)}" class="mention hashtag" rel="tag">#<span>${token.name}</span></a>`;
}

function renderLink(token: LinkToken): string {
  const { href, shown } = token;
  const schemeEnd = shown.indexOf('://') + 3;
  let cut = Math.max(schemeEnd + SHOWN_OF_LINK, endOfShownHost(shown));
  const code = shown.charCodeAt(cut);
  if (code >= 0xdc00 && code <= 0xdfff) cut++;
  const isCut = cut < shown.length;
  return (
    `<a href="${escapeHtml(href)}" target="_blank" rel="nofollow noopener">` +
    `<span class="invisible">${shown.slice(0, schemeEnd)}</span>` +
    `<span class="${isCut ? 'ellipsis' : ''}">${escapeContent(shown.slice(schemeEnd, cut))}</span>` +
    `<span class="invisible">${isCut ? escapeContent(shown.slice(cut)) : ''}</span></a>`
  );
}

function isWebAddress(url: string): boolean {
  return url.startsWith('https://') || url.startsWith('http://');
}
