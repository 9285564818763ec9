/** What a page says of itself in its head: Open Graph first, then Twitter's words, then plain HTML. */

import { Parser } from 'htmlparser2';
import { allowedByRobots } from '../rules.ts';
import type { CardDraft } from '../types.ts';
import { addressIn, languageIn, longText, shortText, timeIn } from './fit.ts';

/** Read in pieces, so that reading can stop: soon after the head begins to be the body. */
const PIECE = 8192;
/** A head is flat. The parser keeps open elements in a list that is slow when it is long, which a hostile page would use. */
const MOST_DEPTH = 256;
/** Names of `meta` elements that are kept. */
const MOST_NAMES = 200;
const LONGEST_TITLE = 4096;

/** What was met in the markup. */
interface Head {
  readonly meta: Map<string, string>;
  title: string;
  language: string;
  canonical: string;
  oembed: string;
  picture: string;
}

/**
 * @param at the address that answered
 * @param robots the X-Robots-Tag header
 * @returns undefined for a page that has no title
 */
export function readPage(markup: string, at: string, robots: string): CardDraft | undefined {
  const head = readHead(markup);
  const { meta } = head;
  const first = (...names: string[]): string => names.map((name) => meta.get(name)).find((text) => text !== undefined && text.trim() !== '') ?? '';
  const title = shortText(first('og:title', 'twitter:title') || head.title);
  if (title === '') return undefined;
  const allowed = allowedByRobots(`${robots},${first('robots')}`);
  const picture = first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src') || head.picture;
  const pictureUrl = allowed.picture ? addressIn(picture, at) : undefined;
  const language = languageIn(head.language) ?? languageIn(first('og:locale', 'content-language'));
  const publishedAt = timeIn(first('article:published_time', 'og:article:published_time', 'datepublished', 'dcterms.date', 'dc.date', 'date'));
  const oembedUrl = addressIn(head.oembed, at);
  return {
    said: {
      url: ownAddress(head.canonical || first('og:url'), at),
      title,
      description: allowed.description ? longText(first('og:description', 'twitter:description', 'description')) : '',
      ...(language !== undefined && { language }),
      ...authorIn(first('article:author', 'author', 'dc.creator'), at),
      providerName: shortText(first('og:site_name', 'application-name')),
      providerUrl: '',
      ...(publishedAt !== undefined && { publishedAt }),
      listed: allowed.listed,
    },
    ...(pictureUrl !== undefined && { pictureUrl }),
    mayHavePicture: allowed.picture,
    pictureDescription: longText(first('og:image:alt', 'twitter:image:alt')),
    ...(oembedUrl !== undefined && sameHost(oembedUrl, at) && { oembedUrl }),
    isVideo: first('og:type').startsWith('video'),
  };
}

/** Open Graph wants the author's address here; most write the name. */
function authorIn(text: string, at: string): { authorName: string; authorUrl: string } {
  if (!/^\s*https?:/i.test(text)) return { authorName: shortText(text), authorUrl: '' };
  return { authorName: '', authorUrl: addressIn(text, at) ?? '' };
}

/** A page may name its own address, on its own host; the front page as everybody's address is a mistake that sites make. */
function ownAddress(named: string, at: string): string {
  const url = named === '' ? undefined : addressIn(named, at);
  if (url === undefined || !sameHost(url, at)) return at;
  return new URL(url).pathname === '/' && new URL(at).pathname !== '/' ? at : url;
}

const sameHost = (one: string, other: string): boolean => new URL(one).host === new URL(other).host;

function readHead(markup: string): Head {
  const head: Head = { meta: new Map(), title: '', language: '', canonical: '', oembed: '', picture: '' };
  let depth = 0;
  let inTitle = false;
  let isOver = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      depth += 1;
      if (name === 'meta') addMeta(head, attributes);
      else if (name === 'link') addLink(head, attributes);
      else if (name === 'html') head.language ||= attributes['lang'] ?? '';
      else if (name === 'title') inTitle = head.title === '';
      // Some pages say everything in their body; those without a word before it are read on.
      if (depth > MOST_DEPTH || (name === 'body' && (head.title !== '' || head.meta.has('og:title')))) isOver = true;
    },
    ontext: (text) => {
      if (inTitle && head.title.length < LONGEST_TITLE) head.title += text;
    },
    onclosetag: (name) => {
      depth -= 1;
      if (name === 'title') inTitle = false;
    },
  });
  for (let from = 0; from < markup.length && !isOver; from += PIECE) parser.write(markup.slice(from, from + PIECE));
  if (!isOver) parser.end();
  return head;
}

type Attributes = Readonly<Record<string, string>>;

function addMeta({ meta }: Head, attributes: Attributes): void {
  const name = (attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? attributes['http-equiv'] ?? '').trim().toLowerCase();
  const content = attributes['content'];
  if (name === '' || content === undefined) return;
  const said = meta.get(name);
  // A second robots line adds to the first; of everything else the first counts.
  if (name === 'robots' && said !== undefined) meta.set(name, `${said},${content}`.slice(0, 1000));
  else if (said === undefined && meta.size < MOST_NAMES) meta.set(name, content);
}

function addLink(head: Head, attributes: Attributes): void {
  const relations = (attributes['rel'] ?? '').toLowerCase().split(/\s+/);
  const href = attributes['href'] ?? '';
  if (relations.includes('canonical')) head.canonical ||= href;
  if (relations.includes('image_src')) head.picture ||= href;
  if (relations.includes('alternate') && attributes['type']?.toLowerCase() === 'application/json+oembed') head.oembed ||= href;
}
