/** oEmbed (https://oembed.com): what a video says of itself. Its `html`, a frame of a stranger, is never read. */

import type { CardDraft } from '../types.ts';
import { addressIn, shortText } from './fit.ts';

const VIDEO_ID = /^[\w-]{6,20}$/;

/** Where YouTube describes a video; undefined for other addresses. It is asked instead of its page, which is a megabyte of script. */
export function youtubeOembed(address: string): string | undefined {
  const url = new URL(address);
  const host = url.hostname.replace(/^(www|m|music)\./, '');
  const [, first = '', second = ''] = url.pathname.split('/');
  let id: string | null = null;
  if (host === 'youtu.be') id = first;
  else if (host === 'youtube.com' || host === 'youtube-nocookie.com') {
    if (first === 'watch') id = url.searchParams.get('v');
    else if (['shorts', 'live', 'embed'].includes(first)) id = second;
  }
  if (id === null || !VIDEO_ID.test(id)) return undefined;
  const target = `https://www.youtube.com/watch?v=${id}`;
  return `https://www.youtube.com/oembed?format=json&url=${encodeURIComponent(target)}`;
}

/** The answer of an oEmbed endpoint about `at`, beside what the page said; undefined when neither has a title. */
export function readOembed(json: string, at: string, page?: CardDraft): CardDraft | undefined {
  const answer = parse(json);
  const text = (name: string): string => (typeof answer[name] === 'string' ? answer[name] : '');
  const address = (name: string): string => addressIn(text(name)) ?? '';
  const known = page?.said;
  const title = known?.title || shortText(text('title'));
  if (title === '') return undefined;
  const mayHavePicture = page?.mayHavePicture ?? true;
  const pictureUrl = mayHavePicture ? (page?.pictureUrl ?? addressIn(text('thumbnail_url'))) : undefined;
  return {
    said: {
      url: at,
      description: '',
      listed: true,
      ...known,
      title,
      authorName: known?.authorName || shortText(text('author_name')),
      authorUrl: known?.authorUrl || address('author_url'),
      providerName: known?.providerName || shortText(text('provider_name')),
      providerUrl: known?.providerUrl || address('provider_url'),
    },
    ...(pictureUrl !== undefined && { pictureUrl }),
    mayHavePicture,
    pictureDescription: page?.pictureDescription ?? '',
    isVideo: text('type') === 'video',
  };
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(json);
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
