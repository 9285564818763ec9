// Reports: kept as they were made, once, and seen by nobody they are about.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let alice: Person;
let troll: Person;

beforeAll(async () => {
  town = await openTown({ settings: { rules: [{ text: 'Be kind.' }, { text: 'No spam.' }] } });
  [alice, troll] = await town.people('alice', 'troll');
});
afterAll(() => town.close());

const kept = (): Promise<Json[]> => town.sql('select * from safety.report order by id');
const report = (body: object) => alice.post('/api/v1/reports', { account_id: troll.id, ...body });

test('a report is kept with its posts and the rules as they read now, and the same one once', async () => {
  const post = await troll.posts('buy this');
  const wish = { status_ids: [post.id, post.id], comment: ' again and again ', category: 'violation', rule_ids: ['2'], forward: true };
  const first = await report(wish);
  expect(first.status).toBe(200);
  expect(first.body).toEqual({
    id: expect.stringMatching(/^\d+$/), action_taken: false, action_taken_at: null, category: 'violation', comment: 'again and again', forwarded: false,
    created_at: expect.any(String), status_ids: [post.id], rule_ids: ['2'], collection_ids: [], target_account: expect.objectContaining({ id: troll.id }),
  });
  const twins = await Promise.all([report(wish), report(wish)]);
  expect(twins.map(({ body }) => body.id)).toEqual([first.body.id, first.body.id]);
  expect((await report({ ...wish, comment: 'and now something else' })).body.id).not.toBe(first.body.id);
  expect(await kept()).toMatchObject([{ rules: ['No spam.'], account_id: Number(alice.id) }, { comment: 'and now something else' }]);
});

test('a form does, and who names a rule means that it was broken', async () => {
  const form = new URLSearchParams(`account_id=${troll.id}&rule_ids[]=1&status_ids[]=`);
  expect((await alice.post('/api/v1/reports', form)).body).toMatchObject({ category: 'violation', rule_ids: ['1'], status_ids: null, comment: '' });
  expect((await report({})).body).toMatchObject({ category: 'other', rule_ids: null });
});

test('what cannot be reported is refused, and nothing is kept of it', async () => {
  const before = await kept();
  const carol = await town.person('carol');
  const hidden = await troll.posts('for followers', { visibility: 'private' });
  const others = await carol.posts('not by the troll');
  const refused = await Promise.all([
    report({ status_ids: [hidden.id] }), report({ status_ids: [others.id] }), report({ status_ids: ['99'] }), report({ account_id: '99' }), report({ account_id: 'x' }),
    report({ account_id: alice.id }), report({ category: 'boring' }), report({ category: 'violation' }), report({ rule_ids: ['3'] }), report({ comment: 'x'.repeat(1001) }),
  ]);
  expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 422, 422, 422, 422, 422]);
  expect(await kept()).toEqual(before);
});

test('somebody else’s repost of the account is reported as the post it shares', async () => {
  const post = await troll.posts('shared');
  const shared = await (await town.person('carol')).does('reblog', post);
  expect((await report({ status_ids: [shared.id] })).body.status_ids).toEqual([post.id]);
});

test('who is blocked may still report who blocked them', async () => {
  await troll.blocks(alice);
  expect((await report({ comment: 'blocked me' })).status).toBe(200);
});

test('of a private conversation a report holds the messages that were chosen, as they were, and no others', async () => {
  const [ann, ben, cleo] = await town.people('ann', 'ben', 'cleo');
  for (const one of [ben, cleo]) await one.follows(ann);
  const chats = '/api/perchoir/v1/chats';
  const chat = (await ann.post(chats, { account_ids: [ben.id, cleo.id], title: 'Talk' })).body;
  const say = async (who: Person, text: string, more: object = {}): Promise<Json> => (await who.post(`${chats}/${chat.id}/messages`, { text, client_key: text || 'sealed', ...more })).body;
  const [bad, sealed, other] = [await say(ben, 'you are a nuisance'), await say(ben, '', { body_kind: 'opaque', opaque: Buffer.from('sealed').toString('base64') }), await say(cleo, 'leave her')];
  const wish = { account_id: ben.id, message_ids: [sealed.id, bad.id], comment: 'this', category: 'other' };
  const path = `${chats}/${chat.id}/report`;
  const first = await ann.post(path, wish);
  expect(first.body).toMatchObject({ target_account: { username: 'ben' }, status_ids: null, comment: 'this' });
  expect((await ann.post(path, wish)).body.id).toBe(first.body.id);
  await ben.patch(`${chats}/${chat.id}/messages/${bad.id}`, { text: 'you are lovely' });
  const chosen = await town.sql(`select text, opaque, author_id from safety.message where report_id = ${first.body.id} order by message_id`);
  expect(chosen).toMatchObject([{ text: 'you are a nuisance', opaque: null, author_id: Number(ben.id) }, { text: '', opaque: Buffer.from('sealed') }]);
  const outsider = await town.person('dan');
  const refused = [
    await outsider.post(path, wish), await ann.post(path, { ...wish, message_ids: ['1'] }), await ann.post(path, { ...wish, message_ids: [] }),
    await ann.post(path, { ...wish, account_id: outsider.id, message_ids: [other.id] }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([404, 404, 422, 404]);
  expect(await town.sql('select distinct report_id from safety.message')).toHaveLength(1);
});
