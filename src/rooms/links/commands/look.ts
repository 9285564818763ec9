import { rm, writeFile } from 'node:fs/promises';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { OutboundRefused } from '#platform/outbound.ts';
import type { OutboundAnswer, OutboundRequest } from '#platform/outbound.ts';
import { MediaError } from '#platform/media/media-error.ts';
import { sniffPicture } from '#platform/pictures/sniff.ts';
import { linksState } from '../memory.ts';
import { decodePage } from '../reading/charset.ts';
import { readOembed, youtubeOembed } from '../reading/oembed.ts';
import { readPage } from '../reading/page.ts';
import type { CardDraft, CardFacts, CardPicture } from '../types.ts';

/** For each of the at most three requests. */
const TIMEOUT_MS = 5000;
const PAGE_BYTES = 1_000_000;
const OEMBED_BYTES = 100_000;
const PICTURE_BYTES = 4_000_000;
const PAGES = ['text/html', 'application/xhtml+xml'];
const OEMBEDS = ['application/json', 'text/json', 'application/json+oembed'];

/** `nothing`: the page has no card to show. `failed`: it could not be asked now. */
export type Found = { readonly kind: 'card'; readonly facts: CardFacts } | { readonly kind: 'nothing' } | { readonly kind: 'failed' };

/** Looks at an address as nobody in particular: without a cookie, from this server, naming it. */
export async function lookAt(ctx: Context, url: string): Promise<Found> {
  try {
    const draft = await describe(ctx, url);
    if (draft === undefined) return { kind: 'nothing' };
    return { kind: 'card', facts: await finish(ctx, draft) };
  } catch (error) {
    if (error instanceof Unanswered) return { kind: 'failed' };
    if (!(error instanceof OutboundRefused)) throw error;
    return { kind: error.reason === 'timeout' || error.reason === 'unreachable' ? 'failed' : 'nothing' };
  }
}

/** A server that is busy or broken, as against a page that is not there. */
class Unanswered extends Error {}

async function ask(ctx: Context, url: string, request: OutboundRequest): Promise<OutboundAnswer | undefined> {
  const { outbound, config } = houseOf(ctx);
  const headers = { 'user-agent': `Perchoir (+${config.origin}; link preview)` };
  const answer = await outbound.fetch(url, { ...request, headers, timeoutMs: TIMEOUT_MS });
  if (answer.status === 429 || answer.status >= 500) throw new Unanswered(String(answer.status));
  return answer.status === 200 ? answer : undefined;
}

async function describe(ctx: Context, url: string): Promise<CardDraft | undefined> {
  const known = youtubeOembed(url);
  if (known !== undefined) return askOembed(ctx, known, url);
  const answer = await ask(ctx, url, { accept: PAGES, maxBytes: PAGE_BYTES, cutShort: true });
  if (answer === undefined) return undefined;
  const markup = decodePage(answer.body, answer.headers['content-type'] ?? '');
  const page = readPage(markup, answer.finalUrl, answer.headers['x-robots-tag'] ?? '');
  if (page?.oembedUrl === undefined || !page.isVideo) return page;
  // Beside its own words a video's page says as oEmbed who made it; without an answer the page will do.
  return (await askOembed(ctx, page.oembedUrl, page.said.url, page).catch(() => undefined)) ?? page;
}

async function askOembed(ctx: Context, endpoint: string, at: string, page?: CardDraft): Promise<CardDraft | undefined> {
  const answer = await ask(ctx, endpoint, { accept: OEMBEDS, maxBytes: OEMBED_BYTES });
  return answer && readOembed(Buffer.from(answer.body).toString(), at, page);
}

async function finish(ctx: Context, draft: CardDraft): Promise<CardFacts> {
  const { said, pictureUrl } = draft;
  const picture = pictureUrl === undefined ? undefined : await fetchPicture(ctx, pictureUrl, draft.pictureDescription).catch(withoutPicture);
  return { ...said, ...(picture && { picture }) };
}

/** A card is good without its picture, whatever is wrong with that. */
function withoutPicture(error: unknown): undefined {
  if (error instanceof OutboundRefused || error instanceof MediaError || error instanceof Unanswered) return undefined;
  throw error;
}

/** Fetched by us, drawn anew and kept here: a reader's browser never asks the other server. */
async function fetchPicture(ctx: Context, url: string, description: string): Promise<CardPicture | undefined> {
  const answer = await ask(ctx, url, { accept: ['image/*'], maxBytes: PICTURE_BYTES });
  const format = answer && sniffPicture(answer.body);
  if (answer === undefined || format === undefined) return undefined;
  const { media, blobs } = houseOf(ctx);
  const path = await blobs.spool();
  try {
    await writeFile(path, answer.body);
    const { preview, blurhash, file } = await linksState(ctx).pictures.run(() => media.prepare(path, format));
    await rm(file.path, { force: true });
    if (preview === undefined) return undefined;
    const { key } = await blobs.adopt(preview.path, preview);
    return { key, width: preview.width, height: preview.height, description, ...(blurhash !== undefined && { blurhash }) };
  } finally {
    await rm(path, { force: true });
  }
}
