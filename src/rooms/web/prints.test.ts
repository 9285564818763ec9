// Visitors' pages are drawn by a shorter way than the framework's, with posts that were drawn before: nobody can tell.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';
import { titleSetting } from '#instance';
import { VISITOR } from '#platform/context.ts';
import { applicationOf } from './application.ts';

let town: Town;
let alice: Person;
let bob: Person;
let first: Json;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
  await alice.patch('/api/v1/accounts/update_credentials', { discoverable: true, display_name: 'Alice <&>', note: 'Je parle de #soirée' });
  first = await alice.posts('Les portes <slot name="0"></slot> sont ouvertes https://example.org/x #soirée');
  await bob.posts('une réponse $& $1 @alice #soirée', { in_reply_to_id: first.id, spoiler_text: 'attention' });
  await bob.posts('un sondage', { in_reply_to_id: first.id, poll: { options: ['oui', 'non'], expires_in: 3600 } });
  await bob.posts('cité', { quoted_status_id: first.id });
  await bob.post(`/api/v1/statuses/${first.id}/reblog`);
  await town.settled();
});

afterAll(() => town.close());

let asked = 0;
/** A page that no copy is shared of. */
const anew = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; html: string }> => {
  const answer = await fetch(`${town.base}${path}${path.includes('?') ? '&' : '?'}at=${++asked}`, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  return { status: answer.status, html: await answer.text() };
};

/** What differs by the moment and by the address asked for. */
const same = (html: string): string => html.replaceAll(/since=\d+/g, 'since').replaceAll(/at=\d+/g, 'at');

test.each(['en', 'fr'] as const)('a page is what the framework makes of it, when its posts are drawn for it and when they were drawn before: %s', async (language) => {
  const ctx = town.house.context(VISITOR);
  const { answer, entry } = await applicationOf(ctx);
  const { origin } = town.house.config;
  for (const path of ['/', '/explore', '/directory', '/search?q=portes', '/tags/soir%C3%A9e', '/@alice', '/@bob', '/@bob/with_replies', '/@alice/followers', `/@alice/${first.id}`, `/@alice/${first.id}/history`, `/@alice/${first.id}/quotes`, '/@nobody', '/nowhere', '/@ALICE', '/home']) {
    const visit = { ctx, viewer: undefined, me: undefined, language, look: {}, origin, title: ctx.settings.get(titleSetting), nonce: undefined, formToken: undefined, outside: { frames: [], films: [] }, prints: undefined };
    const framework = await entry.speaking(language, () => answer(new Request(`${origin}${path}${path.includes('?') ? '&' : '?'}at=${++asked}`), entry.contextFor(visit)));
    const whole = { status: framework.status, html: same(await framework.text()) };
    for (let turn = 0; turn < 2; turn++) {
      const { status, html } = await anew(path, { 'accept-language': language });
      expect({ path, status, html: same(html) }).toEqual({ path, ...whole });
    }
  }
});

test('a post that was drawn before is shown as it is now', async () => {
  const post = await alice.posts('avant la correction');
  const path = `/@alice/${post.id}`;
  const shows = async (): Promise<string> => (await anew(path)).html;
  for (let turn = 0; turn < 2; turn++) expect(await shows()).toContain('avant la correction');
  await alice.put(`/api/v1/statuses/${post.id}`, { status: 'après la correction' });
  expect(await shows()).toContain('après la correction');
  expect(await shows()).not.toContain('avant la correction');
  await bob.post(`/api/v1/statuses/${post.id}/favourite`);
  await expect.poll(shows).toContain('1 like');
  await alice.patch('/api/v1/accounts/update_credentials', { display_name: 'Alice autrement' });
  await expect.poll(async () => (await shows()).split('Alice autrement').length, { timeout: 3000 }).toBeGreaterThan(2);
  expect(await shows()).not.toContain('Alice &lt;&amp;&gt;');
  expect((await anew(path, { cookie: 'perchoir_look=warnings_open' })).html).toContain('data-warnings="open"');
  await alice.delete(`/api/v1/statuses/${post.id}`);
  expect((await anew(path)).status).toBe(404);
});

test('what was chosen for warnings holds for posts that were drawn for others', async () => {
  const opened = /<details[^>]*open/;
  expect((await anew(`/@alice/${first.id}`)).html).not.toMatch(opened);
  expect((await anew(`/@alice/${first.id}`, { cookie: 'perchoir_look=warnings_open' })).html).toMatch(opened);
  expect((await anew(`/@alice/${first.id}`)).html).not.toMatch(opened);
});
