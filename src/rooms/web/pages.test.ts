// Pages that everybody reads: their addresses, and what they say of themselves to those who show them elsewhere.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Person, Town } from '#town';

let town: Town;
let alice: Person;
let bob: Person;
let post: Json;

beforeAll(async () => {
  town = await openTown();
  [alice, bob] = await town.people('alice', 'bob');
  await alice.patch('/api/v1/accounts/update_credentials', { indexable: true, discoverable: true, display_name: 'Alice </script><script>alert(1)</script>', note: 'Je <garde> les clés' });
  post = await alice.posts('Les portes </script> sont ouvertes #Été');
});

afterAll(() => town.close());

interface Page {
  readonly status: number;
  readonly html: string;
  readonly location: string | null;
}

async function open(path: string, headers: Record<string, string> = {}): Promise<Page> {
  const answer = await fetch(town.base + path, { headers: { accept: 'text/html', ...headers }, redirect: 'manual' });
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') };
}

const linkedData = (html: string): Json[] => [...html.matchAll(/<script type="application\/ld\+json"[^>]*>(.*?)<\/script>/g)].map(([, text = '']) => JSON.parse(text));

test('each thing has one address that lasts; other spellings lead there', async () => {
  const path = `/@alice/${post.id}`;
  expect((await open(path)).html).toContain(`<link rel="canonical" href="http://town.test${path}"`);
  for (const other of [`/@bob/${post.id}`, `/@ALICE/${post.id}`]) expect((await open(other)).location).toBe(path);
  expect((await open('/@Alice')).location).toBe('/@alice');
  expect((await open('/@ALICE/media')).location).toBe('/@alice/media');
  expect((await open('/tags/%C3%89T%C3%89')).html).toContain('<link rel="canonical" href="http://town.test/tags/ete"');
});

test('what is not there, or not for everybody, is answered alike', async () => {
  const hidden = await alice.posts('entre nous', { visibility: 'private' });
  for (const path of [`/@alice/${hidden.id}`, '/@alice/1', '/@alice/x', '/@nobody', '/@alice/nothing/else', '/nowhere', '/tags/%00', '/alice']) {
    const { status, html } = await open(path);
    expect([path, status]).toEqual([path, 404]);
    expect(html).toContain('There is nothing here');
  }
});

test('an address on this server that somebody wrote leads to this server, however it looks', async () => {
  const { id } = await alice.posts('http://town.test//elsewhere.example/x and http://town.test/api/v2/instance and http://town.test/tags/ete');
  const { html } = await open(`/@alice/${id}`);
  expect(html).not.toContain('href="//elsewhere.example');
  expect(html).toContain('href="http://town.test//elsewhere.example/x"');
  expect(html).toContain('href="http://town.test/api/v2/instance"');
  expect(html).toContain('href="/tags/ete"');
});

test('pages say what they are to previews, search engines and readers of feeds, whatever people call themselves', async () => {
  const { html } = await open(`/@alice/${post.id}`);
  expect(html).toContain('<meta property="og:type" content="article"');
  expect(html).toContain(`href="http://town.test/api/oembed?url=${encodeURIComponent(`http://town.test/@alice/${post.id}`)}"`);
  expect(html).not.toContain('name="robots"');
  expect(html).not.toContain('<script>alert');
  const [linked] = linkedData(html);
  expect(linked).toMatchObject({ '@type': 'SocialMediaPosting', url: post.url, articleBody: 'Les portes </script> sont ouvertes #Été', author: { name: 'Alice </script><script>alert(1)</script>' } });
  const profile = (await open('/@alice')).html;
  expect(linkedData(profile)[0]).toMatchObject({ '@type': 'ProfilePage', mainEntity: { description: 'Je <garde> les clés' } });
  for (const ending of ['rss', 'atom', 'json']) expect(profile).toContain(`href="http://town.test/@alice.${ending}"`);
});

test('search engines pass by who does not want to be found', async () => {
  const other = await bob.posts('pas pour les moteurs');
  for (const path of ['/@bob', `/@bob/${other.id}`, '/search?q=alice']) {
    const { html } = await open(path);
    expect([path, html.includes('<meta name="robots" content="noindex"')]).toEqual([path, true]);
    expect(linkedData(html)).toEqual([]);
  }
});

test('a thread is read as it was said, each answer below what it answers', async () => {
  const one = await bob.posts('première réponse', { in_reply_to_id: post.id });
  const two = await bob.posts('seconde réponse', { in_reply_to_id: post.id });
  const deep = await alice.posts('suite de la première', { in_reply_to_id: one.id });
  const read = async (): Promise<unknown> => [...(await open(`/@alice/${post.id}`)).html.matchAll(/data-key="(\d+)"[^>]*data-depth="(\d)"/g)].map(([, id, depth]) => [id, depth]);
  // What was asked for a moment ago may be a copy.
  await expect.poll(read, { timeout: 3000 }).toEqual([[post.id, '0'], [one.id, '1'], [deep.id, '2'], [two.id, '1']]);
  const below = (await open(`/@alice/${deep.id}`)).html;
  expect([...below.matchAll(/data-key="(\d+)"/g)].map(([, id]) => id)).toEqual([post.id, one.id, deep.id]);
});

test('search, the directory and what is talked of are whole without script, in both languages', async () => {
  await town.settled();
  const found = async (): Promise<string> => (await open(`/search?q=portes&at=${Date.now()}`)).html;
  await expect.poll(found, { timeout: 5000 }).toContain(`/@alice/${post.id}`);
  expect((await open('/search?q=%22%3Cb%3E')).html).not.toContain('"<b>');
  expect((await open('/directory')).html).toContain('href="/@alice"');
  expect((await open('/directory?offset=99999&order=x')).status).toBe(200);
  expect((await open('/explore', { 'accept-language': 'fr' })).html).toContain('/trends/rule');
});

test('what the server is, what it keeps and how trends are counted stands in the language that was chosen before', async () => {
  const { headers } = await fetch(`${town.base}/?lang=fr`, { headers: { accept: 'text/html' } });
  const cookie = headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  await town.house.settings.change(town.ctx, 'rules', [{ text: 'Be <kind>.' }]);
  await town.house.settings.change(town.ctx, 'about', 'One.\n\nTwo <b>.');
  const about = await open('/about', { cookie });
  expect(about.html).toContain('<html lang="fr"');
  for (const text of ['Une agora ouverte, en direct.', 'Be &lt;kind&gt;.', 'Two &lt;b&gt;.', 'id="rules"']) expect(about.html).toContain(text);
  await town.house.settings.change(town.ctx, 'description', 'Ours.');
  await expect.poll(async () => (await open('/about', { cookie })).html, { timeout: 5000 }).toContain('>Ours.</p>');
  expect((await open('/privacy-policy', { cookie })).html).toContain('Ce serveur conserve');
  expect((await open('/trends/rule', { cookie })).html).toContain('chacune compte pour une');
  expect((await open('/trends/rule')).html).toContain('everybody counts as one');
});

test('the page of all parts is for those who work on the look: nowhere else is it there', async () => {
  expect((await open('/design')).status).toBe(404);
  const workshop = await openTown({ config: { gallery: true } });
  try {
    const { status, text } = await workshop.visitor.get('/design', { headers: { accept: 'text/html' } });
    expect(status).toBe(200);
    expect(text.match(/data-scene="(day|night)"/g)).toEqual(['data-scene="day"', 'data-scene="night"']);
    expect(text).toContain('ink on paper');
  } finally {
    await workshop.close();
  }
});
