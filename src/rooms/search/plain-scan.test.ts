/** The index answers as a reading of all posts would, for any small town and any search. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { stemsIn } from './lexemes.ts';
import type { StemsOf } from './lexemes.ts';
import { loadStems } from './stems.ts';
import type { Term } from './types.ts';
import { parseWish } from './wish.ts';
import { wordsOf } from './words.ts';

let town: Town;
let people: readonly Person[];
beforeAll(async () => {
  town = await openTown();
  people = await town.people('ann', 'bob', 'cat');
  await people[0]?.patch('/api/v1/accounts/update_credentials', { indexable: true });
}, 60_000);
afterAll(() => town.close());

const TEXTS = ['le chat dort', 'les chats dormaient', 'Un CHÂT ! le chien', 'running dogs', 'the dog runs', 'chien-chat', 'l’été à la mer', '#chat #Été', 'de la', '東京の猫', 'le chat, le chat et la mer', '猫の東京'];
const VISIBILITIES = ['public', 'unlisted', 'private', 'direct'] as const;
const LANGUAGES = ['fr', 'en', 'es'] as const;

const post = fc.record({
  author: fc.nat(2), text: fc.constantFrom(...TEXTS), more: fc.constantFrom('', ' https://example.org/a', ' @bob', ' @cat chien'),
  visibility: fc.constantFrom(...VISIBILITIES, 'public' as const), language: fc.constantFrom(...LANGUAGES), sensitive: fc.boolean(), answers: fc.boolean(),
  likedBy: fc.option(fc.nat(2)), deleted: fc.boolean(),
});
const operand = fc.constantFrom(
  'chat', 'chats', 'dormir', 'chien', 'dog', 'run', 'ete', 'de', 'la', 'le', '"le chat"', '"de la"', '"chat le chat"', '"la mer"', '"chats dort"', '東京の',  "l'été", 'chien-chat', '#chat', '猫', 'の猫', 'from:ann',
  'from:me', 'from:nobody', 'has:link', 'is:reply', 'is:sensitive', 'language:fr', 'in:library', 'in:public', 'during:2026', 'before:2026-03-01', 'after:2026-03-01',
);
const search = fc.array(fc.tuple(fc.boolean(), operand).map(([no, text]) => (no ? `-${text}` : text)), { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));

interface Kept {
  readonly json: Json;
  readonly author: number;
  readonly visibility: (typeof VISIBILITIES)[number];
  readonly language: string;
  readonly text: string;
  readonly likedBy: number | null;
}

/** Whether the words stand in a row somewhere; any of its forms does for a word that is not in quotes. */
function hasWords(kept: Kept, term: Term & { kind: 'words' }, stemsOf: StemsOf): boolean {
  const there = wordsOf(kept.text).map((word) => [word.folded, ...stemsIn(kept.language, stemsOf(word))]);
  const asked = term.words.map((word) => (term.exact ? [word.folded] : [word.folded, ...stemsIn(undefined, stemsOf(word))]));
  return there.some((_, start) => asked.every((forms, at) => forms.some((form) => there[start + at]?.includes(form))));
}

function hasTerm(kept: Kept, term: Term, viewer: number, stemsOf: StemsOf): boolean {
  if (term.kind === 'words') return hasWords(kept, term, stemsOf);
  if (term.kind === 'author') return term.name === 'me' ? kept.author === viewer : people[kept.author]?.username === term.name;
  switch (term.mark) {
    case 'h/link': return kept.text.includes('https:');
    case 'i/reply': return kept.json.in_reply_to_id !== null;
    case 'i/sensitive': return kept.json.sensitive;
    case 'l/fr': return kept.language === 'fr';
    case 't/chat': return kept.text.includes('#chat');
    default: throw new Error(term.mark);
  }
}

/** What a reading of all posts finds: `viewer` -1 is a visitor. */
async function plainScan(town: readonly Kept[], q: string, viewer: number, ctx: Town['ctx']): Promise<string[]> {
  const wish = parseWish(q);
  const stemsOf = await loadStems(ctx, [...town.flatMap(({ text }) => wordsOf(text)), ...wish.terms.flatMap((term) => (term.kind === 'words' ? term.words : []))]);
  const little = (term: Term): boolean => term.kind === 'words' && !term.exact && !term.no && term.words.every((word) => stemsOf(word).little);
  const telling = wish.terms.some((term) => !term.no && !little(term)) ? wish.terms.filter((term) => !little(term)) : wish.terms;
  const isFound = (kept: Kept): boolean => {
    const named = kept.json.mentions.some((one: Json) => one.id === people[viewer]?.id);
    const own = viewer >= 0 && (kept.author === viewer || named || kept.likedBy === viewer);
    const open = kept.visibility === 'public' && kept.author === 0;
    if (!((wish.shelf !== 'public' && own) || (wish.shelf !== 'library' && open))) return false;
    const at = new Date(kept.json.created_at);
    if ((wish.from !== undefined && at < wish.from) || (wish.until !== undefined && at >= wish.until)) return false;
    return telling.every((term) => hasTerm(kept, term, viewer, stemsOf) !== term.no);
  };
  return town.filter(isFound).map(({ json }) => json.id).toSorted((a, b) => Number(b) - Number(a));
}

test('any town, any search, any viewer, forwards and backwards', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(post, { minLength: 3, maxLength: 10 }), fc.array(search, { minLength: 6, maxLength: 9 }), async (posts, searches) => {
      await town.sql('delete from posts.post');
      await town.sql('delete from search.entry');
      const kept: Kept[] = [];
      for (const one of posts) {
        const author = people[one.author] as Person;
        const answered = one.answers ? kept.find(({ author: by, visibility }) => by === one.author && visibility === 'public') : undefined;
        const { visibility, language, sensitive } = one;
        const json = await author.posts(one.text + one.more, { visibility, language, sensitive, ...(answered && { in_reply_to_id: answered.json.id }) });
        const likedBy = one.likedBy !== null && (one.likedBy === one.author || one.visibility === 'public' || one.visibility === 'unlisted') ? one.likedBy : null;
        if (likedBy !== null) await people[likedBy]?.does('favourite', json);
        if (one.deleted && answered === undefined) await author.delete(`/api/v1/statuses/${json.id}`);
        else kept.push({ json, author: one.author, visibility, language, text: one.text + one.more, likedBy });
      }
      await town.settled();
      for (const q of searches) {
        for (const viewer of [-1, 0, 1, 2]) {
          const who = people[viewer] ?? town.visitor;
          const wanted = await plainScan(kept, q, viewer, town.ctx);
          const ask = async (more: string): Promise<string[]> => (await who.get(`/api/v2/search?type=statuses&q=${encodeURIComponent(q)}${more}`)).body.statuses.map((found: Json) => found.id);
          expect(await ask('&limit=40'), `${q} as ${viewer}`).toEqual(wanted);
          const middle = wanted[wanted.length >> 1];
          if (middle === undefined) continue;
          expect(await ask(`&limit=2&max_id=${middle}`), `${q} below`).toEqual(wanted.filter((id) => Number(id) < Number(middle)).slice(0, 2));
          expect(await ask(`&limit=2&min_id=${middle}`), `${q} above`).toEqual(wanted.filter((id) => Number(id) > Number(middle)).slice(-2));
        }
      }
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);
