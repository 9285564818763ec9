/** The evenings of the sample town: one that is over, one that is on, one to come. */
import type { Answer, Json, Person } from '../town/person.ts';
import type { SampleRoom } from './people-and-posts.ts';

const ROOMS = '/api/perchoir/v1/rooms';
const HOUR_MS = 3_600_000;

async function accepted(answering: Promise<Answer>): Promise<Json> {
  const { status, text, body } = await answering;
  if (status !== 200) throw new Error(`Answered ${status}: ${text}`);
  return body;
}

/** Has one evening happen, as far as it has come. @param now of the house @returns the id of its room */
export async function hold(who: (name: string) => Person, sample: SampleRoom, { now, tick }: { now: Date; tick: () => void }): Promise<string> {
  const { by, title, tag, template, state, begins, hours, more } = sample;
  const host = who(by);
  const at = (hour: number): string => new Date(now.getTime() + hour * HOUR_MS).toISOString();
  tick();
  const room = await accepted(host.post(ROOMS, { title, tag, template, starts_at: at(begins), ends_at: at(begins + hours), ...more }));
  if (state === 'planned') return room.id;
  tick();
  await accepted(host.post(`${ROOMS}/${room.id}/open`));
  for (const { by: name, text, speaker, feeling } of sample.posts ?? []) {
    tick();
    await accepted(who(name).post(`${ROOMS}/${room.id}/posts`, { status: text, ...(speaker !== undefined && { speaker_id: room.speakers[speaker].id }), ...(feeling !== undefined && { feeling }) }));
  }
  for (const { by: name, text, votedBy = [] } of sample.questions ?? []) {
    tick();
    const question = await accepted(who(name).post(`${ROOMS}/${room.id}/questions`, { text }));
    for (const voter of votedBy) await accepted(who(voter).post(`${ROOMS}/${room.id}/questions/${question.id}/vote`));
  }
  for (const [name, kinds] of Object.entries(sample.reactions ?? {})) for (const kind of kinds) await accepted(who(name).post(`${ROOMS}/${room.id}/reactions`, { kind }));
  tick();
  if (state === 'closed') await accepted(host.post(`${ROOMS}/${room.id}/close`));
  return room.id;
}
