/** A feed as RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org). Pure. */

import { escapeHtml } from '#kit/html.ts';
import type { Format } from './addresses.ts';
import type { Feed, FeedItem } from './types.ts';

const GENERATOR = 'Perchoir';

export function renderFeed(feed: Feed, format: Format): string {
  if (format === 'json') return renderJson(feed);
  return format === 'atom' ? renderAtom(feed) : renderRss(feed);
}

/** Text for XML 1.0, which has no place for most control characters and for halves of characters. */
function text(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return escapeHtml(value.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, ''));
}

function element(name: string, content: string | undefined, attributes: Readonly<Record<string, string | undefined>> = {}): string {
  const written = Object.entries(attributes).map(([key, value]) => (value === undefined ? '' : ` ${key}="${text(value)}"`)).join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

function renderRss(feed: Feed): string {
  const items = feed.items.map((item) =>
    element('item', [
      element('guid', text(item.url), { isPermaLink: 'true' }),
      element('link', text(item.url)),
      element('title', text(item.title)),
      element('pubDate', item.publishedAt.toUTCString()),
      element('dc:creator', text(item.authorName)),
      element('description', text(item.html)),
      // RSS allows one enclosure; Media RSS the rest.
      ...item.files.map((file) => element('media:content', element('media:description', text(file.description)), { url: file.url, type: file.type })),
      ...item.tags.map((tag) => element('category', text(tag))),
    ].join('')));
  const channel = [
    element('title', text(feed.title)),
    element('description', text(feed.description)),
    element('link', text(feed.pageUrl)),
    element('atom:link', undefined, { rel: 'self', type: 'application/rss+xml', href: feed.selfUrl }),
    feed.iconUrl === undefined ? '' : element('image', element('url', text(feed.iconUrl)) + element('title', text(feed.title)) + element('link', text(feed.pageUrl))),
    element('lastBuildDate', feed.updatedAt.toUTCString()),
    element('generator', GENERATOR),
    ...items,
  ].join('');
  const names = { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom', 'xmlns:dc': 'http://purl.org/dc/elements/1.1/', 'xmlns:media': 'http://search.yahoo.com/mrss/' };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('rss', element('channel', channel), names)}\n`;
}

function renderAtom(feed: Feed): string {
  const entries = feed.items.map((item) =>
    element('entry', [
      element('id', text(item.url)),
      element('title', text(item.title)),
      element('link', undefined, { rel: 'alternate', type: 'text/html', href: item.url }),
      element('published', item.publishedAt.toISOString()),
      element('updated', item.updatedAt.toISOString()),
      element('author', element('name', text(item.authorName)) + element('uri', text(item.authorUrl))),
      element('content', text(item.html), { type: 'html', 'xml:lang': item.language }),
      ...item.files.map((file) => element('link', undefined, { rel: 'enclosure', type: file.type, href: file.url, title: file.description || undefined })),
      ...item.tags.map((tag) => element('category', undefined, { term: tag })),
    ].join('')));
  const content = [
    element('id', text(feed.selfUrl)),
    element('title', text(feed.title)),
    element('subtitle', text(feed.description)),
    element('updated', feed.updatedAt.toISOString()),
    element('link', undefined, { rel: 'alternate', type: 'text/html', href: feed.pageUrl }),
    element('link', undefined, { rel: 'self', type: 'application/atom+xml', href: feed.selfUrl }),
    feed.iconUrl === undefined ? '' : element('icon', text(feed.iconUrl)),
    element('generator', GENERATOR),
    ...entries,
  ].join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('feed', content, { xmlns: 'http://www.w3.org/2005/Atom' })}\n`;
}

function renderJson(feed: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    description: feed.description,
    home_page_url: feed.pageUrl,
    feed_url: feed.selfUrl,
    ...(feed.iconUrl !== undefined && { icon: feed.iconUrl }),
    items: feed.items.map(itemJson),
  });
}

function itemJson(item: FeedItem): object {
  return {
    id: item.url,
    url: item.url,
    title: item.title,
    content_html: item.html,
    date_published: item.publishedAt,
    date_modified: item.updatedAt,
    authors: [{ name: item.authorName, url: item.authorUrl }],
    ...(item.language !== undefined && { language: item.language }),
    tags: item.tags,
    ...(item.files.length > 0 && { attachments: item.files.map(({ url, type, description }) => ({ url, mime_type: type, ...(description !== '' && { title: description }) })) }),
  };
}
