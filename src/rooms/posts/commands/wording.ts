import { findByUsernames, profileUrl } from '#accounts';
import type { AccountFacts } from '#accounts';
import { limits } from '#instance';
import { invalid } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { BYTES_PER_CHARACTER, countBytes, countCharacters, countGraphemes, parseText, renderText } from '#kit/text.ts';
import type { ParsedText, Tag } from '#kit/text.ts';
import { canonicalLink } from '#links';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { tagUrl } from '../addresses.ts';

/** A text that was read, measured and rendered. */
export interface Worded {
  readonly text: string;
  readonly html: string;
  readonly spoiler: string;
  readonly tags: readonly Tag[];
  /** The first address it names that may have a card. */
  readonly link: string | undefined;
  /** Those it names that there are, each once, in the order of the text. */
  readonly people: readonly AccountFacts[];
}

/**
 * Reads a text as it will be kept.
 * @param mayBeBlank there is something else to see
 * @throws Refusal 422 when it is empty or longer than announced together with its content warning
 */
export function wordPost(ctx: Context, typed: string, warning: string, mayBeBlank: boolean): Worded | Promise<Worded> {
  // A warning in front of nothing is the text itself, as in the rest of the field.
  const parsed = parseText(typed.trim() === '' ? warning : typed);
  const spoiler = parsed.source === warning ? '' : parseText(warning).source.replaceAll('\n', ' ');
  if (parsed.source.trim() === '' && !mayBeBlank) throw invalid("Validation failed: Text can't be blank");
  measure(parsed, spoiler);
  if (parsed.mentions.length === 0) return finish(ctx, parsed, spoiler, NOBODY);
  const { domain } = houseOf(ctx).config;
  const local = parsed.mentions.filter((mention) => mention.domain === undefined || mention.domain === domain);
  return findByUsernames(ctx, local.map((mention) => mention.username)).then((people) => finish(ctx, parsed, spoiler, people));
}

/** A text from elsewhere, of whatever length: its links and hashtags are found, the names in it are nobody's here. */
export function wordPast(ctx: Context, text: string): Worded {
  return finish(ctx, parseText(text), '', NOBODY);
}

const NOBODY: ReadonlyMap<string, AccountFacts> = new Map();

function measure(parsed: ParsedText, spoiler: string): void {
  const length = countCharacters(parsed) + countGraphemes(spoiler);
  const bytes = countBytes(parsed) + Buffer.byteLength(spoiler);
  if (length > limits.characters || bytes > limits.characters * BYTES_PER_CHARACTER) {
    throw invalid(`Validation failed: Text is over the limit of ${limits.characters} characters`);
  }
}

function finish(ctx: Context, parsed: ParsedText, spoiler: string, found: ReadonlyMap<string, AccountFacts>): Worded {
  const { origin, domain } = houseOf(ctx).config;
  const people = new Map<Id, AccountFacts>();
  for (const account of found.values()) if (account.standing === 'active') people.set(account.id, account);
  const html = renderText(parsed, {
    mention: ({ username, domain: host }) => {
      const account = host === undefined || host === domain ? found.get(username) : undefined;
      if (account?.standing !== 'active') return undefined;
      return { url: profileUrl(origin, account.username), username: account.username };
    },
    tag: ({ name }) => tagUrl(origin, name),
  });
  return { text: parsed.source, html, spoiler, tags: parsed.tags, link: firstLink(parsed, origin), people: [...people.values()] };
}

function firstLink({ links }: ParsedText, origin: string): string | undefined {
  if (links.length === 0) return undefined;
  const own = new URL(origin).hostname;
  for (const { href } of links) {
    const url = canonicalLink(href, own);
    if (url !== undefined) return url;
  }
  return undefined;
}

/**
 * A language as BCP 47 has it ("fr", "zh-TW"); undefined for none.
 * @throws Refusal 422 for anything else
 */
export function readLanguage(language: string | undefined): string | undefined {
  if (language === undefined || language === '') return undefined;
  try {
    return Intl.getCanonicalLocales(language)[0];
  } catch {
    throw invalid('Validation failed: Language is not a language code');
  }
}
