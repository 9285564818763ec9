/** The sample town with something on every page: what its people keep to themselves, and what its owner says. */
import { addAnnouncement } from '#announcements';
import { createInvite } from '#auth';
import { settle } from '../sample/settle.ts';
import { openTown } from '../town.ts';
import type { Town, TownOptions } from '../town.ts';
import { LOCAL } from '../town/web.ts';
import type { Json, Person } from '../town/person.ts';
import type { Places } from './every-page.ts';

export interface Furnished {
  readonly town: Town;
  readonly places: Places;
  person(name: string): Person;
  post(key: string): Json;
}

const RULES = [{ text: 'Speak as you would across a table.' }, { text: 'Say where a thing comes from.', hint: 'A link, a name, or that you saw it yourself.' }];

/** Opens the town with everybody in it. @param tick comes before each thing that is done */
export async function openFurnished(options: TownOptions = {}, tick = (): void => undefined): Promise<Furnished> {
  const town = await openTown({ config: { ...LOCAL.config, gallery: true }, ...options, settings: { rules: RULES, ...options.settings } });
  const settled = await settle(town.ctx, town.base, tick);
  const person = (name: string): Person => settled?.people.get(name) as Person;
  const post = (key: string): Json => settled?.posts.get(key);
  return { town, person, post, places: await furnish(town, { person, post, tick, evening: (state) => settled?.evenings.get(state) ?? '' }) };
}

async function accepted(answering: ReturnType<Person['post']>): Promise<Json> {
  const { status, text, body } = await answering;
  if (status !== 200) throw new Error(`Answered ${status}: ${text}`);
  return body;
}

/** Alice and Dan have come as far as the third step; Yusuf offers Dan the first. */
async function trust(dan: Person, alice: Person, yusuf: Person): Promise<void> {
  const path = '/api/perchoir/v1/trust';
  await accepted(alice.patch(`${path}/card`, { help: 'Reading proofs, and a van on Saturdays', email: 'alice@example.org', birthday: '--06-12', address: '3 rue des Merles\nLyon', phone: '+33 6 12 34 56 78' }));
  await accepted(dan.patch(`${path}/card`, { help: 'Sound' }));
  for (let step = 0; step < 3; step++) {
    const { id } = await accepted(alice.post(path, { account_id: dan.id }));
    await accepted(dan.post(`${path}/${id}/accept`, {}));
  }
  await accepted(alice.post(path, { account_id: dan.id }));
  await accepted(yusuf.post(path, { account_id: dan.id }));
}

async function furnish(town: Town, { person, post, tick, evening: room }: Pick<Furnished, 'person' | 'post'> & { tick: () => void; evening: (state: string) => string }): Promise<Places> {
  const [alice, dan, mireille] = [person('alice'), person('dan'), person('mireille')];
  const evening = post('evening');
  tick();
  const { text } = await accepted(alice.get(`/api/v1/statuses/${evening.id}/source`));
  await accepted(alice.put(`/api/v1/statuses/${evening.id}`, { status: `${text} Come as you are.`, media_ids: evening.media_attachments.map(({ id }: Json) => id) }));
  for (const key of ['tiles', 'low', 'poll']) await dan.does('bookmark', post(key));
  const { id: list } = await accepted(dan.post('/api/v1/lists', { title: 'People who draw' }));
  await accepted(dan.post(`/api/v1/lists/${list}/accounts`, { account_ids: [mireille.id, alice.id] }));
  const { id: filter } = await accepted(dan.post('/api/v2/filters', { title: 'The end of stories', context: ['home', 'public'], filter_action: 'warn', keywords_attributes: [{ keyword: 'ending', whole_word: true }] }));
  await accepted(dan.post('/api/v1/tags/auperchoir/follow'));
  await dan.mutes(person('newcomer'));
  await dan.blocks(await town.person('loud'));
  await dan.follows(person('yusuf'));
  await addAnnouncement(town.ctx, { text: 'The lamps are mended on Saturday; the square stays dark until ten.', startsAt: undefined, endsAt: undefined, allDay: false });
  await createInvite(town.ctx, { uses: 3, days: 7 });
  tick();
  await accepted(dan.post('/api/v1/statuses', { status: 'Good morning from the slow train.', scheduled_at: new Date(town.ctx.now().getTime() + 18 * 24 * 3_600_000).toISOString() }));
  await mireille.posts('@dan Demain, au train de six heures ?', { visibility: 'direct', language: 'fr' });
  const { id: broadcast } = await accepted(alice.post('/api/perchoir/v1/broadcasts', { title: 'Before the lamps' }));
  await accepted(alice.put(`/api/perchoir/v1/rooms/${room('open')}/source`, { kind: 'youtube', url: 'https://youtu.be/dQw4w9WgXcQ', title: 'The film of the evening' }));
  await accepted(alice.post(`/api/perchoir/v1/broadcasts/${broadcast}/captions`, { language: 'en', label: 'English', writer_id: dan.id }));
  await trust(dan, alice, person('yusuf'));
  const chats = await talk({ dan, mireille, alice, newcomer: person('newcomer') });
  const groups = await gather({ dan, mireille, alice, bob: person('bob') });
  const decided = await decide(groups[0], { dan, mireille, now: town.ctx.now() });
  return { post: evening, list, filter, broadcast, chats, groups, decided, open: room('open'), planned: room('planned'), closed: room('closed') };
}

/** What dan says and hears apart from posts. */
async function talk({ dan, mireille, alice, newcomer }: Record<'dan' | 'mireille' | 'alice' | 'newcomer', Person>): Promise<readonly [string, string, string]> {
  const CHATS = '/api/perchoir/v1/chats';
  let key = 0;
  const open = async (one: Person, others: readonly Person[], title?: string): Promise<string> =>
    (await accepted(one.post(CHATS, { account_ids: others.map(({ id }) => id), ...(title !== undefined && { title }) }))).id;
  const says = (one: Person, chat: string, text: string, more: object = {}): Promise<Json> => accepted(one.post(`${CHATS}/${chat}/messages`, { text, client_key: `furnish ${++key}`, ...more }));
  const pair = await open(dan, [mireille]);
  await accepted(mireille.post(`${CHATS}/${pair}/accept`));
  const { id: asked } = await says(dan, pair, 'Do you still have the drawing of the tiles? https://example.org/tiles?of=the-north-wall');
  const { id: answer } = await says(mireille, pair, 'Oui, et deux autres.', { reply_to_id: asked });
  await accepted(dan.post(`${CHATS}/${pair}/messages/${answer}/reactions`, { name: '❤️' }));
  const gone = await says(mireille, pair, 'Demain ?');
  await accepted(mireille.delete(`${CHATS}/${pair}/messages/${gone.id}`));
  const group = await open(dan, [mireille, alice], 'The slow train');
  for (const person of [mireille, alice]) await accepted(person.post(`${CHATS}/${group}/accept`));
  await says(dan, group, 'Who brings the lamp?');
  await says(alice, group, 'I do.\nAnd the matches.');
  const { id: agreed } = await says(alice, group, 'Agreed: we meet under the chestnut.');
  await accepted(alice.post(`${CHATS}/${group}/messages/${agreed}/pin`));
  await accepted(dan.post(`${CHATS}/${group}/notes`, { title: 'What to bring', text: 'Lamp\nMatches' }));
  await accepted(dan.post(`${CHATS}/${group}/tasks`, { text: 'Find the ladder', account_id: mireille.id }));
  await says(alice, group, '🕯️');
  const stranger = await open(newcomer, [dan]);
  await says(newcomer, stranger, 'May I ask you something about the wall?');
  return [pair, group, stranger];
}

/** What dan and mireille decide in one of them, and what they need. */
async function decide(handle: string, { dan, mireille, now }: Record<'dan' | 'mireille', Person> & { now: Date }): Promise<readonly [string, string, string]> {
  const path = `/api/perchoir/v1/groups/${handle}`;
  await accepted(mireille.post(`${path}/rules`));
  const make = async (who: Person, wish: object, stages: number): Promise<string> => {
    const { id } = await accepted(who.post(`${path}/proposals`, wish));
    for (let stage = 0; stage < stages; stage++) await accepted(who.post(`${path}/proposals/${id}/next`));
    return id;
  };
  const term = new Date(now.getTime() + 90 * 86_400_000).toISOString();
  const role = await make(dan, { subject: 'role', title: 'A keeper of the timetable', text: 'So that it is up to date.', role: { title: 'Keeper of the timetable', purpose: 'Knows which trains still run.', domain: 'The list of trains', holder_id: mireille.id, term_ends_at: term } }, 2);
  await accepted(mireille.post(`${path}/proposals/${role}/consent`));
  const objected = await make(mireille, { title: 'On se retrouve le mardi', text: 'Au buffet de la gare, à partir de 19 h.\nChacun apporte une ligne.' }, 0);
  await accepted(dan.post(`${path}/proposals/${objected}/questions`, { text: 'Every Tuesday?' }));
  for (let stage = 0; stage < 2; stage++) await accepted(mireille.post(`${path}/proposals/${objected}/next`));
  await accepted(dan.post(`${path}/proposals/${objected}/reactions`, { text: 'I like the idea of a line each.' }));
  await accepted(dan.post(`${path}/proposals/${objected}/objections`, { harm: 'The last train leaves at 19:40, and two of us would be left in the hall for the night.', harmed: 'Those who live beyond the bridge' }));
  const own = await make(dan, { title: 'A map of what still runs', text: 'One sheet, for the wall.' }, 1);
  const { id: help } = await accepted(mireille.post(`${path}/help`, { text: 'Qui a un horaire de 1987 ?' }));
  await accepted(dan.post(`${path}/help/${help}/take`));
  await accepted(dan.post(`${path}/help`, { text: 'Somebody with a ladder, on Thursday?' }));
  return [objected, own, help];
}

/** The groups of dan. */
async function gather({ dan, mireille, alice, bob }: Record<'dan' | 'mireille' | 'alice' | 'bob', Person>): Promise<readonly [string, string, string]> {
  const GROUPS = '/api/perchoir/v1/groups';
  const own = await accepted(dan.post(GROUPS, { title: 'Night trains', purpose: 'Where they still run, and who takes them.', access: 'request', house_rules: 'Speak low.\n\nSay where you know it from.', tag: 'nighttrains' }));
  await accepted(mireille.post(`${GROUPS}/${own.id}/join`));
  await accepted(dan.post(`${GROUPS}/${own.id}/members/${mireille.id}/accept`));
  await accepted(bob.post(`${GROUPS}/${own.id}/join`));
  await accepted(mireille.patch(`${GROUPS}/${own.id}/me`, { trade: 'Je dessine des carreaux', helps_with: ['carreaux', 'français'] }));
  await accepted(dan.post(`${GROUPS}/${own.id}/invitations`, { account_id: alice.id, reason: 'She keeps the lamps lit.' }));
  const sub = await accepted(dan.post(GROUPS, { title: 'The lamp for Sunday', purpose: 'One lamp, mended by Sunday.', parent_group_id: own.id, ends_at: new Date(Date.parse(own.created_at) + 5 * 86_400_000).toISOString(), account_ids: [mireille.id] }));
  await accepted(mireille.post(`${GROUPS}/${sub.id}/join`));
  await accepted(mireille.post(`${GROUPS}/${sub.id}/digest/items`, { text: 'La mèche vient de la rue du Lac.' }));
  await accepted(dan.post(`${GROUPS}/${sub.id}/digest/items`, { text: 'The glass is three millimetres thick.' }));
  await accepted(dan.post(`${GROUPS}/${sub.id}/extension`, { ends_at: new Date(Date.parse(sub.ends_at) + 7 * 86_400_000).toISOString() }));
  const other = await accepted(mireille.post(GROUPS, { title: 'Carreaux cassés', purpose: 'On casse, on recolle.', access: 'secret' }));
  await accepted(mireille.post(`${GROUPS}/${other.id}/invitations`, { account_id: dan.id, reason: 'Dan a vu le mur du nord.' }));
  return [own.handle, sub.id, other.id];
}
