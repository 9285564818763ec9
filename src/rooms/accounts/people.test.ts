import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';

let town: Town;
let now = Date.now();
let count = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => now });
});
afterAll(() => town.close());

/** People whom no other test has touched. */
function some<const N extends readonly string[]>(...names: N): Promise<{ [I in keyof N]: Person }> {
  count++;
  return town.people(...names.map((name) => `${name}${count}`)) as Promise<{ [I in keyof N]: Person }>;
}

const names = ({ body }: Answer): string[] => body.map((one: Json) => (one.account ?? one).username.replace(/\d+$/, ''));
const endorse = (one: Person, other: Person): Promise<Answer> => one.post(`/api/v1/accounts/${other.id}/endorse`);

test('one recommends whom one follows, on the profile for everybody to see, until the follow ends', async () => {
  const [ann, ben, cleo] = await some('ann', 'ben', 'cleo');
  expect((await endorse(ann, ben)).status).toBe(422);
  await ann.follows(ben);
  await ann.follows(cleo);
  expect((await endorse(ann, ben)).body).toMatchObject({ id: ben.id, following: true, endorsed: true });
  expect((await endorse(ann, ben)).status).toBe(200);
  expect((await ann.post(`/api/v1/accounts/${cleo.id}/pin`)).body.endorsed).toBe(true);
  const path = `/api/v1/accounts/${ann.id}/endorsements`;
  const first = await town.visitor.get(`${path}?limit=1`);
  expect([names(first), names(await town.visitor.get(first.links['next'] as string)), names(await ann.get('/api/v1/endorsements'))]).toEqual([['cleo'], ['ben'], ['cleo', 'ben']]);
  expect((await ann.post(`/api/v1/accounts/${cleo.id}/unpin`)).body.endorsed).toBe(false);
  await ann.unfollows(ben);
  await ann.follows(ben);
  expect((await ann.get('/api/v1/endorsements')).body).toEqual([]);
  await endorse(ann, ben);
  await ann.patch('/api/v1/profile', { show_featured: false });
  expect([names(await ben.get(path)), names(await ann.get(path))]).toEqual([[], ['ben']]);
});

test('familiar followers are those I follow who follow them, without those who hide it', async () => {
  const [ann, ben, cleo, dora, emil] = await some('ann', 'ben', 'cleo', 'dora', 'emil');
  for (const friend of [ben, cleo]) await ann.follows(friend);
  for (const follower of [ben, cleo, dora]) await follower.follows(emil);
  const ask = (): Promise<Answer> => ann.get(`/api/v1/accounts/familiar_followers?id[]=${emil.id}&id[]=${dora.id}&id[]=1`);
  expect((await ask()).body.map((one: Json) => [one.id, one.accounts.map((account: Json) => account.id)])).toEqual([[emil.id, [cleo.id, ben.id]], [dora.id, []]]);
  await cleo.patch('/api/v1/accounts/update_credentials', { hide_collections: true });
  expect((await ask()).body[0].accounts.map((account: Json) => account.id)).toEqual([ben.id]);
  await emil.patch('/api/v1/accounts/update_credentials', { hide_collections: true });
  expect((await ask()).body[0].accounts).toEqual([]);
});

test('suggestions are the named, then friends of friends by number, with the reason, and are dismissed for good', async () => {
  const [ann, ben, cleo, dora, emil, fay, gus] = await some('ann', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus');
  for (const friend of [ben, cleo]) await ann.follows(friend);
  for (const friend of [ben, cleo]) await friend.follows(emil);
  await ben.follows(dora);
  await ben.follows(gus);
  await cleo.follows(ann);
  await gus.patch('/api/v1/accounts/update_credentials', { discoverable: false });
  const ask = async (): Promise<unknown> => (await ann.get('/api/v2/suggestions')).body.map((one: Json) => [one.account.id, one.source, one.sources]);
  expect(await ask()).toEqual([[emil.id, 'past_interactions', ['friends_of_friends']], [dora.id, 'past_interactions', ['friends_of_friends']]]);
  await town.house.settings.change(town.ctx, 'suggestedAccounts', [fay.username, dora.username, ben.username, 'nobody']);
  expect(await ask()).toEqual([
    [fay.id, 'staff', ['featured']], [dora.id, 'staff', ['featured', 'friends_of_friends']], [emil.id, 'past_interactions', ['friends_of_friends']],
  ]);
  expect((await ann.delete(`/api/v1/suggestions/${fay.id}`)).body).toEqual({});
  await ann.mutes(emil);
  expect(names(await ann.get('/api/v1/suggestions'))).toEqual(['dora']);
  await ben.patch('/api/v1/accounts/update_credentials', { hide_collections: true });
  await town.house.settings.change(town.ctx, 'suggestedAccounts', []);
  expect(await ask()).toEqual([]);
});

test('the directory shows who wants to be found, the last to write or the last to come first', async () => {
  const [ann, ben, cleo, dora] = await some('ann', 'ben', 'cleo', 'dora');
  await cleo.patch('/api/v1/accounts/update_credentials', { discoverable: false });
  await dora.posts('first');
  now += 60_000;
  await ann.posts('second');
  const mine = async (who: Pick<Person, 'get'>, query: string): Promise<string[]> => names(await who.get(`/api/v1/directory?${query}`)).slice(0, 3);
  expect((await mine(town.visitor, 'limit=80')).slice(0, 2)).toEqual(['ann', 'dora']);
  expect(await mine(town.visitor, 'order=active&limit=1&offset=1&local=true')).toEqual(['dora']);
  const fresh = (await town.visitor.get('/api/v1/directory?order=new')).body.map((one: Json) => one.id);
  expect(new Set(fresh.slice(0, 3))).toEqual(new Set([ann.id, ben.id, dora.id]));
  expect(fresh).not.toContain(cleo.id);
  await ben.blocks(ann);
  expect((await mine(ben, 'order=active'))[0]).toBe('dora');
  expect((await mine(ann, 'order=new'))).not.toContain('ben');
});

test('the profile is one resource with plain texts, and says nothing where there is no picture', async () => {
  const [ann] = await some('ann');
  const { status, body } = await ann.put('/api/v1/profile', {
    display_name: 'Ann', note: 'plain <text>', avatar_description: 'a face', show_media: 'false', attribution_domains: ['https://Blog.example/x', 'blog.example'],
    fields_attributes: [{ name: 'a', value: 'b' }],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    id: ann.id, display_name: 'Ann', note: 'plain <text>', avatar: null, avatar_description: 'a face', show_media: false, show_featured: true,
    attribution_domains: ['blog.example'], fields: [{ name: 'a', value: 'b', verified_at: null }],
  });
  expect((await ann.get('/api/v1/profile')).body).toEqual(body);
  expect((await ann.get('/api/v1/accounts/verify_credentials')).body).toMatchObject({
    avatar_description: 'a face', header_description: '', show_media: false, source: { attribution_domains: ['blog.example'] },
  });
  for (const wrong of [{ attribution_domains: ['no domain'] }, { header_description: 'x'.repeat(2000) }]) expect((await ann.patch('/api/v1/profile', wrong)).status).toBe(422);
  expect((await ann.get('/api/v1/profile')).body).toEqual(body);
});

test('domain blocks are kept, once each, in any spelling, and given back by page', async () => {
  const [ann] = await some('ann');
  for (const domain of ['one.example', 'https://TWO.example/about', 'one.example']) expect((await ann.post('/api/v1/domain_blocks', { domain })).body).toEqual({});
  expect((await ann.post('/api/v1/domain_blocks', { domain: 'not a domain' })).status).toBe(422);
  const first = await ann.get('/api/v1/domain_blocks?limit=1');
  expect([first.body, (await ann.get(first.links['next'] as string)).body]).toEqual([['two.example'], ['one.example']]);
  expect((await ann.delete('/api/v1/domain_blocks?domain=one.example')).body).toEqual({});
  expect((await ann.get('/api/v1/domain_blocks')).body).toEqual(['two.example']);
});
