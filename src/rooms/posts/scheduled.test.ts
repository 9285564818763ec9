/** Posts that wait for their time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';
import { Jobs } from '#platform/jobs.ts';
import { publish } from './commands/schedule.ts';
import { jobs } from './jobs.ts';

let town: Town;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
}, 60_000);
afterAll(() => town.close());

const PATIENCE = { timeout: 15_000, interval: 50 };
const MINUTE = 60_000;
const inTime = (ms: number): string => new Date(Date.now() + ms).toISOString();
const schedule = (who: Person, body: object, call?: object): Promise<Answer> =>
  who.post('/api/v1/statuses', { status: 'later', scheduled_at: inTime(60 * MINUTE), ...body }, call);
const waiting = async (who: Person, query = ''): Promise<Json[]> => (await who.get(`/api/v1/scheduled_statuses${query}`)).body;
/** As if its time had come. */
async function comes(...ids: string[]): Promise<void> {
  await town.sql(`update posts.scheduled set scheduled_at = now() - interval '1 second' where id in (${ids.join()})`);
  await town.sql(`update graphile_worker._private_jobs set run_at = now() where key in (${ids.map((id) => `'posts.publish ${id}'`).join()})`);
}
const written = async (text: string): Promise<number> => (await town.sql(`select 1 from posts.post where text = '${text}'`)).length;

test('a scheduled post keeps what was asked for, is nobody\'s post until its time, and then is that post', async () => {
  const [parent, other] = [await bob.posts('a question'), await bob.posts('to be quoted')];
  const asked = {
    status: 'Lunch tomorrow? #food @bob', spoiler_text: 'food', sensitive: true, language: 'fr', visibility: 'unlisted', in_reply_to_id: parent.id,
    allowed_mentions: [bob.id], quoted_status_id: other.id, quote_approval_policy: 'nobody',
    poll: { options: ['Soup', 'Salad'], expires_in: 600, multiple: true, hide_totals: false },
  };
  const at = inTime(24 * 60 * MINUTE);
  const { body: made } = await schedule(alice, { ...asked, scheduled_at: at });
  const { status, scheduled_at: _, ...same } = { ...asked, scheduled_at: null };
  expect(made).toMatchObject({ scheduled_at: at, media_attachments: [], params: { text: status, scheduled_at: null, idempotency: null, ...same } });
  expect(Number.isInteger(made.params.application_id)).toBe(true);
  expect((await alice.get(`/api/v1/scheduled_statuses/${made.id}`)).body).toEqual(made);
  expect((await alice.get(`/api/v1/statuses/${made.id}`)).status).toBe(404);
  expect(await written(status)).toBe(0);
  await comes(made.id);
  await expect.poll(() => written(status), PATIENCE).toBe(1);
  expect((await alice.get(`/api/v1/scheduled_statuses/${made.id}`)).status).toBe(404);
  const [answer] = (await bob.get(`/api/v1/statuses/${parent.id}/context`)).body.descendants;
  expect(answer).toMatchObject({
    account: { id: alice.id }, spoiler_text: 'food', sensitive: true, language: 'fr', visibility: 'unlisted', in_reply_to_id: parent.id,
    application: { name: expect.any(String) }, poll: { multiple: true, options: [{ title: 'Soup' }, { title: 'Salad' }] },
    quote: { state: 'accepted', quoted_status: { id: other.id } }, quote_approval: { automatic: [], manual: [] },
  });
  expect(Date.parse(answer.created_at)).toBeGreaterThan(Date.now() - MINUTE);
  await town.settled();
  expect((await bob.get('/api/v1/notifications?types[]=mention')).body.map((line: Json) => line.status.id)).toEqual([answer.id]);
});

test('it is posted exactly once: by two runners and twenty tries at the same moment, and after a stop while it was due', async () => {
  const made: Json[] = [];
  for (let at = 0; at < 8; at++) made.push((await schedule(alice, { status: `once ${at}` })).body);
  await town.house.jobs.stop();
  await comes(...made.map(({ id }) => id));
  expect(await written('once 0')).toBe(0);
  const runners = [new Jobs(town.house), new Jobs(town.house)];
  for (const runner of runners) {
    runner.register(jobs);
    await runner.start();
  }
  const tries = made.flatMap(({ id }) => Array.from({ length: 20 }, () => publish(town.ctx, { id: Number(id) })));
  await Promise.all(tries);
  await expect.poll(() => waiting(alice), PATIENCE).toEqual([]);
  await expect.poll(() => town.sql("select 1 from graphile_worker._private_jobs where key like 'posts.publish %' and run_at <= now()"), PATIENCE).toEqual([]);
  for (const { id } of made) await publish(town.ctx, { id: Number(id) });
  for (const runner of runners) await runner.stop();
  for (let at = 0; at < made.length; at++) expect(await written(`once ${at}`), `once ${at}`).toBe(1);
  await town.house.jobs.start();
}, 60_000);

test('what a killed process had begun is done at the next start', async () => {
  const { body } = await schedule(alice, { status: 'begun and left' });
  await town.house.jobs.stop();
  await comes(body.id);
  await town.sql(`update graphile_worker._private_jobs set locked_by = 'worker-dead', locked_at = now() where key = 'posts.publish ${body.id}'`);
  await town.house.jobs.start();
  await expect.poll(() => written('begun and left'), PATIENCE).toBe(1);
}, 60_000);

test('what is wrong is refused when it is scheduled, and nothing is kept of it', async () => {
  const hidden = await bob.posts('for followers', { visibility: 'private' });
  const bad: [object, number][] = [
    [{ scheduled_at: inTime(-MINUTE) }, 422], [{ scheduled_at: inTime(4 * MINUTE) }, 422], [{ scheduled_at: 'soon' }, 422], [{ scheduled_at: '+275760-09-13T00:00:00Z' }, 422],
    [{ scheduled_at: '2126-01-01T00:00:00Z' }, 422], [{ scheduled_at: '2030-13-01T00:00:00Z' }, 422], [{ status: '' }, 422], [{ status: 'x'.repeat(501) }, 422],
    [{ poll: { options: ['one'], expires_in: 600 } }, 422], [{ in_reply_to_id: hidden.id }, 404], [{ visibility: 'secret' }, 422], [{ language: 'not one' }, 422],
  ];
  const before = await town.sql('select (select count(*) from posts.post) as posts, (select count(*) from posts.scheduled) as scheduled, (select count(*) from posts.tag) as tags');
  for (const [body, status] of bad) {
    const answer = await schedule(alice, { status: 'a #never tag', ...body });
    expect([answer.status, answer.body.error], JSON.stringify(body).slice(0, 80)).toEqual([status, expect.any(String)]);
  }
  expect(await town.sql('select (select count(*) from posts.post) as posts, (select count(*) from posts.scheduled) as scheduled, (select count(*) from posts.tag) as tags')).toEqual(before);
  expect((await alice.get('/api/v1/accounts/verify_credentials')).body.statuses_count).toBe(Number((await town.sql(`select count(*) as count from posts.post where author_id = ${alice.id}`))[0].count));
});

test('the same key schedules once, and afterwards gives back the post that it has become', async () => {
  const headers = { 'Idempotency-Key': 'tomorrow' };
  const body = { status: 'with a key', scheduled_at: inTime(60 * MINUTE) };
  const answers = await Promise.all(Array.from({ length: 8 }, () => schedule(bob, body, { headers })));
  const [first] = answers;
  expect(answers.map((answer) => answer.body)).toEqual(answers.map(() => first?.body));
  expect(first?.body.params.idempotency).toBe('tomorrow');
  expect((await schedule(bob, { ...body, status: 'another' }, { headers })).status).toBe(422);
  await comes(first?.body.id);
  await expect.poll(() => written('with a key'), PATIENCE).toBe(1);
  expect((await schedule(bob, body, { headers })).body).toMatchObject({ content: '<p>with a key</p>' });
});

test('it can be given another time and taken back, and its list is paged', async () => {
  const carol = await town.person('carol');
  const made: Json[] = [];
  for (let at = 0; at < 5; at++) made.push((await schedule(carol, { status: `page ${at}` })).body);
  const ids = made.map(({ id }) => id).toReversed();
  const first = await carol.get('/api/v1/scheduled_statuses?limit=2');
  const second = await carol.get(first.links['next'] as string);
  expect([...first.body, ...second.body].map(({ id }: Json) => id)).toEqual(ids.slice(0, 4));
  expect((await carol.get(second.links['prev'] as string)).body.map(({ id }: Json) => id)).toEqual(ids.slice(0, 2));
  const path = `/api/v1/scheduled_statuses/${ids[0]}`;
  const later = inTime(3 * 24 * 60 * MINUTE);
  expect((await carol.put(path, { scheduled_at: later })).body).toEqual({ ...made[4], scheduled_at: later });
  expect((await carol.patch(path, { scheduled_at: later.replace('Z', '+00:00') })).body.scheduled_at).toBe(later);
  for (const scheduled_at of [inTime(MINUTE), 'x', undefined]) expect((await carol.put(path, { scheduled_at })).status).toBe(422);
  const job = await town.sql<{ run_at: Date }>(`select run_at from graphile_worker._private_jobs where key = 'posts.publish ${ids[0]}'`);
  expect(job.map(({ run_at: at }) => new Date(at).toISOString())).toEqual([later]);
  expect((await carol.delete(path)).body).toEqual({});
  expect([(await carol.delete(path)).status, (await carol.get(path)).status, (await carol.put(path, { scheduled_at: later })).status]).toEqual([404, 404, 404]);
  for (const who of [alice, bob]) expect((await who.get(`/api/v1/scheduled_statuses/${ids[1]}`)).status).toBe(404);
});

test('its words can be changed until it is out, in one go: the old ones or the new ones are posted, once, and what is wrong changes nothing', async () => {
  const gina = await town.person('gina');
  const { body: made } = await schedule(gina, { status: 'first words', spoiler_text: 'a warning', poll: { options: ['a', 'b'], expires_in: 600 } });
  const path = `/api/v1/scheduled_statuses/${made.id}`;
  expect((await gina.put(path, { status: 'second words', visibility: 'unlisted' })).body).toMatchObject({ id: made.id, scheduled_at: made.scheduled_at, params: { text: 'second words', spoiler_text: 'a warning', visibility: 'unlisted', poll: null } });
  const same = (await gina.get(path)).body;
  for (const bad of [{ status: '' , spoiler_text: '' }, { status: 'x'.repeat(501) }, { status: 'y', media_ids: ['1'] }, { status: 'y', visibility: 'secret' }, { status: 'y', scheduled_at: inTime(MINUTE) }]) {
    expect((await gina.put(path, bad)).status, JSON.stringify(bad).slice(0, 60)).toBe(422);
  }
  expect((await alice.put(path, { status: 'not hers' })).status).toBe(404);
  expect((await gina.get(path)).body).toEqual(same);
  await town.sql(`update posts.scheduled set scheduled_at = now() - interval '1 second' where id = ${made.id}`);
  const [{ status }] = await Promise.all([gina.put(path, { status: 'third words' }), ...Array.from({ length: 5 }, () => publish(town.ctx, { id: Number(made.id) }))]);
  await publish(town.ctx, { id: Number(made.id) });
  expect([200, 404]).toContain(status);
  expect([await written('first words'), await written('second words') + await written('third words'), await written('third words')]).toEqual([0, 1, status === 200 ? 1 : 0]);
});

test('twenty-five a day and three hundred in all, also when they are asked for at once', async () => {
  const dora = await town.person('dora');
  const noon = new Date(Date.now() + 10 * 24 * 60 * MINUTE);
  noon.setUTCHours(12, 0, 0, 0);
  const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => schedule(dora, { status: `${at}`, scheduled_at: noon.toISOString() })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(25);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
  const next = new Date(noon.getTime() + 24 * 60 * MINUTE).toISOString();
  expect((await schedule(dora, { scheduled_at: next })).status).toBe(200);
  const [one] = answers.filter(({ status }) => status === 200);
  expect((await dora.put(`/api/v1/scheduled_statuses/${one?.body.id}`, { scheduled_at: noon.toISOString() })).status).toBe(200);
  await town.sql(`insert into posts.scheduled (id, account_id, scheduled_at, draft)
    select n, ${dora.id}, now() + n * interval '2 days' + interval '30 days', '{"text":"x"}' from generate_series(1, 274) n`);
  expect((await schedule(dora, { scheduled_at: inTime(2000 * 24 * 60 * MINUTE) })).status).toBe(422);
});

test('what can no longer be posted stays in its author\'s list with the reason, and may be given another time; of a suspended author it is dropped', async () => {
  const [erin, frank] = await town.people('erin', 'frank');
  const parent = await bob.posts('soon gone');
  const { body: answer } = await schedule(erin, { status: 'too late', in_reply_to_id: parent.id });
  const { body: muted } = await schedule(frank, { status: 'silenced' });
  await bob.delete(`/api/v1/statuses/${parent.id}`);
  await setStanding(town.ctx, Number(frank.id), 'suspended');
  await comes(answer.id, muted.id);
  await expect.poll(async () => (await waiting(erin))[0]?.failure, PATIENCE).toEqual(expect.any(String));
  await expect.poll(() => town.sql(`select 1 from posts.scheduled where id = ${muted.id}`), PATIENCE).toEqual([]);
  expect([await written('too late'), await written('silenced')]).toEqual([0, 0]);
  expect(town.log.map((line) => line.scheduledId)).toEqual(expect.arrayContaining([Number(answer.id), Number(muted.id)]));
  const again = await erin.put(`/api/v1/scheduled_statuses/${answer.id}`, { scheduled_at: inTime(60 * MINUTE) });
  expect(again.body).not.toHaveProperty('failure');
});

test('nothing is translated here, and that is said', async () => {
  const post = await alice.posts('bonjour');
  const hidden = await alice.posts('bonjour', { visibility: 'direct' });
  expect((await town.visitor.get('/api/v2/instance')).body.configuration.translation).toEqual({ enabled: false });
  expect((await town.visitor.get('/api/v1/instance/translation_languages')).body).toEqual({});
  expect((await bob.post(`/api/v1/statuses/${post.id}/translate`)).status).toBe(403);
  expect((await bob.post(`/api/v1/statuses/${hidden.id}/translate`)).status).toBe(404);
});
