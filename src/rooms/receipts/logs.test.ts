// Authors' logs: whatever was said stands in them, in its order, and whoever keeps what they were shown sees what was changed behind their backs.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_ENTRIES, append, isConsistent, leafHash, rootOf } from '#kit/merkle.ts';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
});
afterAll(() => town?.close());

const LOGS = '/api/perchoir/v1/logs';

/** What somebody else would write from docs/receipts.md alone. */
async function check(reader: Pick<Person, 'get'>, accountId: string, audience = 'everybody'): Promise<{ head: Json; entries: Json[] }> {
  const { body: head } = await reader.get(`${LOGS}/${accountId}?audience=${audience}`);
  const entries: Json[] = [];
  while (entries.length < head.size) {
    const { body } = await reader.get(`${LOGS}/${accountId}/entries?audience=${audience}&from=${entries.length}&limit=3`);
    if (body.length === 0) break;
    entries.push(...body);
  }
  const frontier = entries.reduce((grown, { seq, kind, post, at, commitment }) => append(grown, leafHash(Buffer.from(JSON.stringify({ log: head.log, seq, kind, post, at, commitment })))), NO_ENTRIES);
  expect(rootOf(frontier).toString('hex')).toBe(head.root);
  const { key } = (await reader.get(`${LOGS}/key`)).body;
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key }, format: 'jwk' });
  expect(verify(null, Buffer.from(JSON.stringify({ log: head.log, size: head.size, root: head.root, at: head.at })), publicKey, Buffer.from(head.signature, 'base64url'))).toBe(true);
  for (const { salt, record, commitment } of entries) if (record !== null) expect(createHash('sha256').update(Buffer.from(salt, 'hex')).update(record).digest('hex')).toBe(commitment);
  return { head, entries };
}

const kinds = (entries: readonly Json[]): string[] => entries.map(({ kind, post, record }) => `${kind} ${post} ${record === null ? '-' : JSON.parse(record).text}`);

test('what an author says, edits and erases stands in the log, which anybody can compute; what was erased opens for nobody', async () => {
  const one = await alice.posts('The lamps are lit');
  const two = await alice.posts('Sit where you like', { visibility: 'unlisted' });
  await alice.posts('@bob between us', { visibility: 'direct' });
  await alice.put(`/api/v1/statuses/${one.id}`, { status: 'The lamps are lit at last' });
  await alice.delete(`/api/v1/statuses/${two.id}`);
  await town.settled();
  const { entries, head } = await check(town.visitor, alice.id);
  expect(kinds(entries)).toEqual([`created ${one.id} -`, `created ${two.id} -`, `edited ${one.id} The lamps are lit at last`, `deleted ${two.id} -`]);
  const more = await alice.posts('Good night');
  await town.settled();
  const later = await check(bob, alice.id);
  expect(kinds(later.entries).at(-1)).toBe(`created ${more.id} Good night`);
  const { path } = (await bob.get(`${LOGS}/${alice.id}/consistency?first=${head.size}&second=${later.head.size}`)).body;
  const of = ({ size, root }: Json) => ({ size, root: Buffer.from(root, 'hex') });
  expect(isConsistent(of(head), of(later.head), path.map((hash: string) => Buffer.from(hash, 'hex')))).toBe(true);
});

test('what only followers may read stands in a log that only they may read', async () => {
  const post = await alice.posts('For those who follow', { visibility: 'private' });
  await town.settled();
  expect((await bob.get(`${LOGS}/${alice.id}?audience=followers`)).status).toBe(404);
  expect((await town.visitor.get(`${LOGS}/${alice.id}/entries?audience=followers`)).status).toBe(404);
  await bob.follows(alice);
  expect(kinds((await check(bob, alice.id, 'followers')).entries)).toEqual([`created ${post.id} For those who follow`]);
  expect((await check(bob, alice.id)).entries.map((entry) => entry.post)).not.toContain(post.id);
  await alice.blocks(bob);
  expect((await bob.get(`${LOGS}/${alice.id}?audience=followers`)).status).toBe(404);
});

test('a row that is changed, taken out or put in behind the back of the server is found by whoever kept a head', async () => {
  const carol = await town.person('carol');
  for (let n = 0; n < 5; n++) await carol.posts(`line ${n}`);
  await town.settled();
  const { head } = await check(town.visitor, carol.id);
  await expect(town.sql(`update receipts.entry set kind = 'deleted' where account_id = ${carol.id} and seq = 2`)).rejects.toThrow(/only grows/);
  await town.sql('alter table receipts.entry disable trigger entry_grows');
  await town.sql(`update receipts.entry set at = at - interval '1 day' where account_id = ${carol.id} and seq = 2`);
  await expect(check(town.visitor, carol.id)).rejects.toThrow(head.root.slice(0, 30));
  await town.sql(`update receipts.entry set at = at + interval '1 day' where account_id = ${carol.id} and seq = 2`);
  await check(town.visitor, carol.id);
  await town.sql(`update receipts.entry set record = replace(record, 'line 3', 'never said') where account_id = ${carol.id} and seq = 3`);
  await expect(check(town.visitor, carol.id)).rejects.toThrow(/expected '[0-9a-f]{37}…' to be/);
  await town.sql('alter table receipts.entry enable trigger entry_grows');
});

test('nonsense is refused', async () => {
  expect((await bob.get(`${LOGS}/abc`)).status).toBe(404);
  expect((await bob.get(`${LOGS}/1`)).status).toBe(404);
  expect((await bob.get(`${LOGS}/${bob.id}?audience=all`)).status).toBe(422);
  expect((await bob.get(`${LOGS}/${bob.id}/entries?from=-1`)).status).toBe(422);
  expect((await bob.get(`${LOGS}/${bob.id}/consistency?first=3&second=2`)).status).toBe(422);
  expect((await bob.get(`${LOGS}/${bob.id}`)).body).toMatchObject({ size: 0, root: createHash('sha256').digest('hex') });
});
