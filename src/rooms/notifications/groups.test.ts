import { afterAll, beforeAll, expect, test } from 'vitest';
import { setStanding } from '#accounts';
import { openTown } from '#town';
import type { Answer, Json, Person, Town } from '#town';

let town: Town;
let now = Date.now();
let count = 0;
beforeAll(async () => {
  town = await openTown({ clock: () => (now += 1) });
});
afterAll(() => town.close());

/** People whom no other test has touched. */
async function some(number: number): Promise<Person[]> {
  count++;
  return Promise.all(Array.from({ length: number }, (_, at) => town.person(`p${count}x${at}`)));
}

async function groups(person: Person, query = ''): Promise<Json> {
  await town.settled();
  const answer = await person.get(`/api/v2/notifications${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

test('likes of one post are one group, reposts another, mentions stand alone; each account and post comes once', async () => {
  const [ann, ben, cid, dan] = await some(4) as [Person, Person, Person, Person];
  const post = await ann.posts('first');
  for (const one of [ben, cid, dan]) await one.does('favourite', post);
  await cid.does('reblog', post);
  await ben.posts(`@${ann.username} one`);
  await ben.posts(`@${ann.username} two`);
  const found = await groups(ann);
  expect(found.notification_groups.map((group: Json) => [group.type, group.notifications_count])).toEqual([
    ['mention', 1], ['mention', 1], ['reblog', 1], ['favourite', 3],
  ]);
  const liked = found.notification_groups[3];
  expect(liked.sample_account_ids).toEqual([dan.id, cid.id, ben.id]);
  expect(liked.status_id).toBe(post.id);
  expect(found.accounts.map((one: Json) => one.id).toSorted()).toEqual([ben.id, cid.id, dan.id].toSorted());
  expect(found.statuses).toHaveLength(3);
  // The older list and the stream name the same group.
  const lines = (await ann.get('/api/v1/notifications')).body as Json[];
  expect(lines.filter((line) => line.type === 'favourite').map((line) => line.group_key)).toEqual(Array(3).fill(liked.group_key));
  expect(lines[0]?.group_key).toBe(`ungrouped-${lines[0]?.id}`);
  expect(String(liked.most_recent_notification_id)).toBe(lines.find((line) => line.type === 'favourite')?.id);
  const apart = await groups(ann, '?grouped_types[]=follow');
  expect(apart.notification_groups).toHaveLength(6);
  expect(apart.notification_groups.every((group: Json) => group.group_key.startsWith('ungrouped-'))).toBe(true);
});

test('a group is read, its people are listed page by page, and dismissing it begins a new one', async () => {
  const [ann, ...others] = await some(6) as [Person, ...Person[]];
  const post = await ann.posts('first');
  for (const one of others) await one.does('favourite', post);
  const [{ group_key: key }] = (await groups(ann)).notification_groups;
  expect((await groups(ann, `/${key}`)).notification_groups).toMatchObject([{ group_key: key, notifications_count: 5 }]);
  const seen: string[] = [];
  let path: string | undefined = `/api/v2/notifications/${key}/accounts?limit=2`;
  while (path !== undefined) {
    const page: Answer<Json[]> = await ann.get(path);
    seen.push(...page.body.map((one) => one.id));
    path = page.links['next'];
  }
  expect(seen).toEqual(others.map(({ id }) => id).toReversed());
  const [stranger] = others as [Person];
  for (const wrong of [key, 'favourite-1', 'nonsense', 'ungrouped-1']) {
    expect((await stranger.get(`/api/v2/notifications/${wrong}`)).status).toBe(404);
    expect((await stranger.get(`/api/v2/notifications/${wrong}/accounts`)).status).toBe(404);
    expect((await stranger.post(`/api/v2/notifications/${wrong}/dismiss`)).status).toBe(404);
  }
  expect((await ann.post(`/api/v2/notifications/${key}/dismiss`)).body).toEqual({});
  expect((await groups(ann)).notification_groups).toEqual([]);
  const late = await town.person(`late${count}`);
  await late.does('favourite', post);
  const [again] = (await groups(ann)).notification_groups;
  expect([again.notifications_count, again.group_key === key]).toEqual([1, false]);
});

test('a group ends after twelve hours, and a key stays when its first line is taken back', async () => {
  const [ann, ben, cid, dan, eve] = await some(5) as [Person, Person, Person, Person, Person];
  const post = await ann.posts('first');
  await ben.does('favourite', post);
  await cid.does('favourite', post);
  const [before] = (await groups(ann)).notification_groups;
  await ben.does('unfavourite', post);
  expect((await groups(ann)).notification_groups).toMatchObject([{ group_key: before.group_key, notifications_count: 1 }]);
  now += 13 * 3_600_000;
  await dan.does('favourite', post);
  await eve.does('favourite', post);
  const after = (await groups(ann)).notification_groups;
  expect(after.map((group: Json) => group.notifications_count)).toEqual([2, 1]);
  expect(after[1].group_key).toBe(before.group_key);
});

test('who is muted, blocked or suspended is neither counted nor shown', async () => {
  const [ann, ben, cid, dan, eve] = await some(5) as [Person, Person, Person, Person, Person];
  const post = await ann.posts('first');
  for (const one of [ben, cid, dan, eve]) await one.does('favourite', post);
  await town.settled();
  await setStanding(town.ctx, Number(eve.id), 'suspended');
  await ann.mutes(dan);
  expect((await groups(ann)).notification_groups).toMatchObject([{ notifications_count: 2, sample_account_ids: [cid.id, ben.id] }]);
  await ann.blocks(cid);
  const found = await groups(ann);
  expect(found.notification_groups).toMatchObject([{ notifications_count: 1, sample_account_ids: [ben.id] }]);
  expect(found.accounts.map((one: Json) => one.id)).toEqual([ben.id]);
});

test('of a group only one account is given whole when pictures are enough', async () => {
  const [ann, ben, cid] = await some(3) as [Person, Person, Person];
  const post = await ann.posts('first');
  for (const one of [ben, cid]) await one.does('favourite', post);
  const found = await groups(ann, '?expand_accounts=partial_avatars');
  expect(found.accounts.map((one: Json) => one.id)).toEqual([cid.id]);
  expect(found.partial_accounts).toEqual([expect.objectContaining({ id: ben.id, acct: ben.username, avatar: expect.any(String) })]);
  expect(found.partial_accounts[0].note).toBeUndefined();
  expect((await groups(ann)).partial_accounts).toBeUndefined();
});

test('pages neither lose nor repeat a line, also while more comes in', async () => {
  const [ann, ...others] = await some(7) as [Person, ...Person[]];
  const posts: Json[] = [];
  for (let at = 0; at < 9; at++) posts.push(await ann.posts(`number ${at}`));
  for (const [turn, one] of others.slice(0, 5).entries()) {
    for (const [at, post] of posts.entries()) if ((at + turn) % 2 === 0) await one.does('favourite', post);
    await one.posts(`@${ann.username} hello`);
  }
  await town.settled();
  const all = ((await ann.get('/api/v1/notifications?limit=80')).body as Json[]).map((line) => Number(line.id));
  expect(all.length).toBe(28);
  const walk = async (meanwhile: () => Promise<void>): Promise<[number, number][]> => {
    const stretches: [number, number][] = [];
    let path: string | undefined = '/api/v2/notifications?limit=4';
    while (path !== undefined) {
      const page: Answer = await ann.get(path);
      const found = page.body.notification_groups as Json[];
      expect(found.length).toBeLessThanOrEqual(4);
      expect(new Set(found.map((group) => group.group_key)).size).toBe(found.length);
      const tops = found.map((group) => Number(group.page_max_id));
      expect(tops).toEqual(tops.toSorted((a, b) => b - a));
      if (found.length > 0) stretches.push([Math.min(...found.map((group) => Number(group.page_min_id))), tops[0] as number]);
      path = page.links['next'];
      await meanwhile();
      await town.settled();
    }
    return stretches;
  };
  const checked = (stretches: [number, number][]): void => {
    for (const [at, [low]] of stretches.entries()) expect(low).toBeGreaterThan(stretches[at + 1]?.[1] ?? 0);
    for (const id of all) expect(stretches.filter(([low, high]) => low <= id && id <= high)).toHaveLength(1);
  };
  checked(await walk(async () => undefined));
  let turn = 0;
  const late = others[5] as Person;
  checked(await walk(async () => {
    const post = posts[turn++];
    if (post !== undefined) await late.does('favourite', post);
  }));
  // Upwards the pages meet as well.
  const first = all.at(-1) as number;
  const up = await ann.get(`/api/v2/notifications?limit=3&min_id=${first}`);
  expect(up.body.notification_groups).toHaveLength(3);
  const more = await ann.get(up.links['prev'] as string);
  const top = Math.max(...up.body.notification_groups.map((group: Json) => Number(group.page_max_id)));
  const bottom = Math.min(...more.body.notification_groups.map((group: Json) => Number(group.page_min_id)));
  expect(all.filter((id) => id > top && id < bottom)).toEqual([]);
  expect(bottom).toBeGreaterThan(top);
});

test('a group of many more lines than a page looks through hides nothing behind it, and told line by line none is lost', async () => {
  const [ann, ...others] = await some(27) as [Person, ...Person[]];
  await others[0]?.posts(`@${ann.username} behind them all`);
  const post = await ann.posts('first');
  for (const one of others) await one.does('favourite', post);
  const top = await groups(ann, '?limit=1');
  expect(top.notification_groups).toMatchObject([{ type: 'favourite', notifications_count: 26 }]);
  const first = await ann.get('/api/v2/notifications?limit=1');
  expect((await ann.get(first.links['next'] as string)).body.notification_groups).toMatchObject([{ type: 'mention' }]);
  const walk = async (from: string, direction: 'next' | 'prev'): Promise<string[]> => {
    const ids: string[] = [];
    for (let path: string | undefined = from; path !== undefined; ) {
      const page: Answer = await ann.get(path);
      const found = (page.body.notification_groups as Json[]).map((group) => String(group.page_max_id));
      ids.push(...(direction === 'next' ? found : found.toReversed()));
      path = found.length === 0 ? undefined : page.links[direction];
    }
    return ids;
  };
  const lines = ((await ann.get('/api/v1/notifications?limit=80')).body as Json[]).map((line) => String(line.id));
  expect(lines).toHaveLength(27);
  expect(await walk('/api/v2/notifications?limit=1&grouped_types[]=follow', 'next')).toEqual(lines);
  expect(await walk('/api/v2/notifications?limit=1&grouped_types[]=follow&min_id=1', 'prev')).toEqual(lines.toReversed());
  expect(await walk('/api/v2/notifications?limit=1&grouped_types[]=follow&types[]=favourite&min_id=1', 'prev')).toEqual(lines.toReversed().slice(1));
});

test('the unread are counted by groups, and clearing empties the list', async () => {
  const [ann, ben, cid] = await some(3) as [Person, Person, Person];
  const post = await ann.posts('first');
  await ben.posts(`@${ann.username} one`);
  for (const one of [ben, cid]) await one.does('favourite', post);
  await town.settled();
  const unread = async (version: number): Promise<number> => (await ann.get(`/api/v${version}/notifications/unread_count`)).body.count;
  expect([await unread(1), await unread(2)]).toEqual([3, 2]);
  const [line] = (await ann.get('/api/v1/notifications')).body as Json[];
  await ann.post('/api/v1/markers', { notifications: { last_read_id: line.id } });
  expect(await unread(2)).toBe(0);
  expect((await ann.post('/api/v2/notifications/clear')).body).toEqual({});
  expect((await groups(ann)).notification_groups).toEqual([]);
});
