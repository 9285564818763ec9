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
  return { post: evening, list, filter, broadcast, open: room('open'), planned: room('planned'), closed: room('closed') };
}
