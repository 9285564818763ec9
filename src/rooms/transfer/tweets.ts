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
}

interface Entity {
  readonly url?: unknown;
  readonly expanded_url?: unknown;
}

interface Raw {
  readonly id_str?: unknown;
  readonly id?: unknown;
  readonly created_at?: unknown;
  readonly full_text?: unknown;
  readonly text?: unknown;
  readonly lang?: unknown;
  readonly entities?: { readonly urls?: unknown; readonly media?: unknown };
}

const LONGEST_TWEET = 30_000;
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
  const blank: Tweet = { source: source.slice(0, 30), at: at ?? 0, text: text.slice(0, 100), language, gap: '' };
  if (!/^\d{1,20}$/.test(source)) return { ...blank, gap: 'no tweet: it has no id' };
  if (at === undefined) return { ...blank, gap: 'it has no date' };
  if (text.startsWith('RT @')) return { ...blank, gap: 'a retweet: the words are another’s' };
  const words = decode(withAddresses(text, raw.entities)).trim();
  if (words === '') return { ...blank, gap: 'only a picture' };
  if (words.length > LONGEST_TWEET) return { ...blank, gap: 'too long' };
  return { ...blank, text: words };
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
