/** What stands in a Twitter archive. Pure. */

/** A tweet as it will be brought, or the reason why it will not. */
export interface Tweet {
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
  readonly language: string;
  /** '' when it can be brought. */
  readonly gap: string;
  readonly sensitive: boolean;
  /** What it answers, and whose that is if it says so. */
  readonly replyTo: { readonly source: string; readonly name: string } | undefined;
  readonly pictures: readonly TweetPicture[];
}

/** A picture or film of a tweet. */
export interface TweetPicture {
  /** What it may be called in an archive, the best of several first. */
  readonly names: readonly string[];
  readonly description: string;
  readonly isFilm: boolean;
}

interface Entity {
  readonly url?: unknown;
  readonly expanded_url?: unknown;
  readonly type?: unknown;
  readonly media_url_https?: unknown;
  readonly media_url?: unknown;
  readonly ext_alt_text?: unknown;
  readonly video_info?: { readonly variants?: unknown };
  readonly bitrate?: unknown;
}

interface Raw {
  readonly id_str?: unknown;
  readonly id?: unknown;
  readonly created_at?: unknown;
  readonly full_text?: unknown;
  readonly text?: unknown;
  readonly lang?: unknown;
  readonly possibly_sensitive?: unknown;
  readonly in_reply_to_status_id_str?: unknown;
  readonly in_reply_to_screen_name?: unknown;
  readonly entities?: { readonly urls?: unknown; readonly media?: unknown };
  readonly extended_entities?: { readonly media?: unknown };
}

const LONGEST_TWEET = 30_000;
const LONGEST_DESCRIPTION = 10_000;
/** Twitter's own epoch of ids, which hold milliseconds (from November 2010 on, ids beyond this one). */
const EPOCH = 1_288_834_974_657n;
const FIRST_TIMED = 29_700_859_247n;

/** @param entry an entry of `tweets.js` (`{tweet: {…}}`) or of the monthly files before 2019 (`{…}`) */
export function readTweet(entry: unknown): Tweet {
  const raw = ((entry as { tweet?: Raw } | null)?.tweet ?? entry ?? {}) as Raw;
  const source = typeof raw.id_str === 'string' ? raw.id_str : String(raw.id ?? '');
  const text = typeof raw.full_text === 'string' ? raw.full_text : typeof raw.text === 'string' ? raw.text : '';
  const at = timeOf(source, raw.created_at);
  const language = typeof raw.lang === 'string' && /^[a-z]{2}$/.test(raw.lang) ? raw.lang : '';
  const blank: Tweet = {
    source: source.slice(0, 30), at: at ?? 0, text: text.slice(0, 100), language, gap: '', sensitive: raw.possibly_sensitive === true,
    replyTo: answered(raw), pictures: picturesOf(source, raw),
  };
  if (!/^\d{1,20}$/.test(source)) return { ...blank, gap: 'no tweet: it has no id' };
  if (at === undefined) return { ...blank, gap: 'it has no date' };
  if (text.startsWith('RT @')) return { ...blank, gap: 'a retweet: the words are another’s' };
  const words = decode(withAddresses(text, raw.entities)).trim();
  if (words.length > LONGEST_TWEET) return { ...blank, gap: 'too long' };
  return { ...blank, text: words };
}

function answered(raw: Raw): Tweet['replyTo'] {
  const { in_reply_to_status_id_str: source, in_reply_to_screen_name: name } = raw;
  if (typeof source !== 'string' || !/^\d{1,20}$/.test(source)) return undefined;
  return { source, name: typeof name === 'string' && /^\w{1,30}$/.test(name) ? name : '' };
}

/** What a post shows at most. */
const MOST_PICTURES = 4;

/** Only the extended entities tell of more than one. */
function picturesOf(source: string, raw: Raw): TweetPicture[] {
  const extended = listOf(raw.extended_entities?.media);
  const media = extended.length > 0 ? extended : listOf(raw.entities?.media);
  return media.slice(0, MOST_PICTURES).flatMap((one): TweetPicture[] => {
    const isFilm = one.type === 'video' || one.type === 'animated_gif';
    const rate = ({ bitrate }: Entity): number => (typeof bitrate === 'number' ? bitrate : 0);
    const films = listOf(one.video_info?.variants).sort((a, b) => rate(b) - rate(a)).map(({ url }) => url);
    const names = (isFilm ? films : [one.media_url_https, one.media_url]).flatMap((url) => nameIn(source, url));
    const description = typeof one.ext_alt_text === 'string' ? one.ext_alt_text.slice(0, LONGEST_DESCRIPTION) : '';
    return names.length === 0 ? [] : [{ names: [...new Set(names)], description, isFilm }];
  });
}

/** An archive calls a file after its tweet and the last part of its address. */
function nameIn(source: string, url: unknown): string[] {
  const last = typeof url === 'string' ? /\/([\w.-]{1,100})(?:\?[^/]*)?$/.exec(url)?.[1] : undefined;
  return last === undefined ? [] : [`${source}-${last}`];
}

function timeOf(source: string, written: unknown): number | undefined {
  if (/^\d{11,19}$/.test(source) && BigInt(source) > FIRST_TIMED) return Number((BigInt(source) >> 22n) + EPOCH);
  const at = typeof written === 'string' ? Date.parse(written) : Number.NaN;
  return Number.isNaN(at) || at < Date.UTC(2006, 0, 2) ? undefined : at;
}

/** Shortened links become what they stood for; links to the tweet's own pictures go. */
function withAddresses(text: string, entities: Raw['entities']): string {
  let out = text;
  for (const { url, expanded_url: address } of listOf(entities?.urls)) {
    if (typeof url === 'string' && url !== '' && typeof address === 'string') out = out.replaceAll(url, address.slice(0, 2000));
  }
  for (const { url } of listOf(entities?.media)) if (typeof url === 'string' && url !== '') out = out.replaceAll(url, '');
  return out;
}

const listOf = (value: unknown): Entity[] => (Array.isArray(value) ? value.slice(0, 50).filter((one): one is Entity => typeof one === 'object' && one !== null) : []);

/** Twitter wrote three characters as references. */
const decode = (text: string): string => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/**
 * The entries of one file of an archive: JSON behind `window.YTD.tweets.part0 =` or `Grailbird.data.tweets_2017_06 =`.
 * @throws Error for anything else
 */
export function readTweetFile(text: string): unknown[] {
  const start = text.search(/[=[]/);
  const json = text[start] === '=' ? text.slice(start + 1) : text.slice(Math.max(0, start));
  const entries: unknown = JSON.parse(json.trim().replace(/;$/, ''));
  if (!Array.isArray(entries)) throw new Error('not a list');
  return entries;
}
