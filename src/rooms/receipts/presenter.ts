import type { Language } from '#kit/language.ts';
import type { Why } from './reads/why.ts';
import { sayWhy } from './sentences.ts';
import type { EntryRow, Placed, ReceiptFacts } from './types.ts';

/** An entry; what opens it only where that may be shown. */
export function presentEntry({ entry, isOpen }: { entry: EntryRow; isOpen: boolean }) {
  const { seq, kind, post_id: post, at, commitment, salt, record } = entry;
  return {
    seq, kind, post: String(post), at: at.toISOString(), commitment: commitment.toString('hex'), salt: isOpen ? (salt?.toString('hex') ?? null) : null, record: isOpen ? record : null,
  };
}

const presentPlaced = ({ id, author, log, seq, kind, commitment }: Placed) => ({ id: String(id), author: String(author), log, seq, kind, commitment: commitment.toString('hex') });

/** What is signed of a receipt, in this order of its keys. */
export function presentReceipt(facts: ReceiptFacts) {
  return {
    list: facts.list, viewer: facts.viewer ?? null, at: facts.at.toISOString(), span: { from: String(facts.from), to: String(facts.to) }, count: facts.items.length + facts.leftOut.length,
    chain: facts.chain.toString('hex'), items: facts.items.map(presentPlaced), left_out: facts.leftOut.map((one) => ({ ...presentPlaced(one), reason: one.reason })),
    unlogged: facts.unlogged.map(({ id, author }) => ({ id: String(id), author: String(author) })), filtered: facts.filtered.map(String), findings: facts.findings.map(({ id, flaw }) => ({ id: String(id), flaw })), heads: facts.heads,
  };
}

/** A verdict in a sentence, and what it was made from. */
export function presentWhy(language: Language, list: string, { here, rule, post, author, other, tags, hiddenBy }: Why) {
  const about = { list, author, other, tags, isRepost: post?.repostOfId !== undefined, hiddenBy };
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['author', author], ['visibility', post?.visibility], [post?.repostOfId === undefined ? 'answers' : 'reposts', other], ['language', post?.language],
    ['tags', tags.length === 0 ? undefined : tags.join(' ')], ['filter', hiddenBy[0]],
  ];
  return { here, rule, sentence: sayWhy(language, rule, about), facts: facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])) };
}
