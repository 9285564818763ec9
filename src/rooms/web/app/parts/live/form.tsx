/** A room to be made or changed: a short form, with templates, and rows for the programme and for who speaks. */

import { useState } from 'react';
import { ApiError, api } from '../../client/api.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { CheckField, ChoiceField, Part, SelectField, TextField, isTicked } from '../settings/fields.tsx';
import { SavedForm } from '../settings/form.tsx';
import { CoverField, coverIn } from './cover.tsx';
import { findHandle, handleProblem } from './desk/people.tsx';
import css from './form.module.css';
import { ItemRows, SpeakerRows } from './rows.tsx';
import { beginningOf } from './templates.ts';
import { fromZone, inZoneLocal } from './zones.ts';
import { useZone } from './when.tsx';

const textsOf = (data: FormData, name: string): string[] => data.getAll(name).map((value) => String(value).trim());

/** The server's words about a field, beside that field. */
const FIELDS: readonly (readonly [RegExp, field: string, words: () => string])[] = [
  [/\btag\b/, 'tag', () => m.room_problem_tag()], [/time_zone/, 'time_zone', () => m.room_problem_zone()], [/ends_at/, 'ends_at', () => m.room_problem_end()],
  [/starts_at/, 'starts_at', () => m.room_problem_start()], [/cover_id|File|file/, 'cover', () => m.cover_wrong()], [/title is missing|^Validation failed: title/, 'title', () => m.room_problem_title()],
];

const besideField = (field: string, words: string): ApiError => new ApiError(422, words, { details: { [field]: [{ error: '', description: words }] } });

function explain(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 422) return error;
  const found = FIELDS.find(([sign]) => sign.test(error.message));
  return found === undefined ? error : besideField(found[1], found[2]());
}

/** Who speaks, with the accounts that their handles name. @throws ApiError */
async function speakersIn(data: FormData): Promise<object[]> {
  const [names, roles, ids, handles] = [textsOf(data, 'speaker'), textsOf(data, 'role'), textsOf(data, 'speaker_id'), textsOf(data, 'speaker_handle')];
  const accountOf = async (handle: string): Promise<string | null> => {
    if (handle === '' || handle === '@') return null;
    try {
      return (await findHandle(handle)).id;
    } catch (error) {
      throw besideField('speaker_handle', handleProblem(error, handle));
    }
  };
  const accounts = await Promise.all(handles.map(accountOf));
  return names.flatMap((name, at) => (name === '' ? [] : [{ name, function: roles[at] ?? '', account_id: accounts[at] ?? null, ...(ids[at] !== '' && { id: ids[at] }) }]));
}

/** The names of both sides, where they are given and others than before; points are given at the desk. */
function scoreIn(data: FormData, room: Room | undefined): { score?: Room['score'] } {
  const [home, away] = [String(data.get('home') ?? '').trim(), String(data.get('away') ?? '').trim()];
  const before = room?.score ?? undefined;
  if (home === '' || away === '' || (before?.home.name === home && before.away.name === away)) return {};
  return { score: { home: { name: home, points: before?.home.points ?? 0 }, away: { name: away, points: before?.away.points ?? 0 }, minute: before?.minute ?? null } };
}

function bodyOf(data: FormData, speakers: readonly object[]): object {
  const zone = String(data.get('time_zone'));
  const moment = (local: string): string | null => (local === '' ? null : fromZone(local, zone));
  const starts = moment(String(data.get('starts_at')));
  if (starts === null) throw besideField('starts_at', m.room_problem_start());
  const [titles, times, kinds, itemIds] = [textsOf(data, 'item'), textsOf(data, 'item_at'), textsOf(data, 'item_kind'), textsOf(data, 'item_id')];
  const place = { name: String(data.get('place')).trim(), address: String(data.get('address')).trim(), access: String(data.get('access')).trim() };
  return {
    title: String(data.get('title')).trim(), tag: String(data.get('tag')).trim(), template: String(data.get('template')), description: String(data.get('description')),
    time_zone: zone, starts_at: starts, ends_at: moment(String(data.get('ends_at'))), opens_itself: isTicked(data, 'opens_itself'), closes_itself: isTicked(data, 'closes_itself'),
    place: place.name === '' ? null : place, wall: String(data.get('wall')),
    speakers,
    program: titles.flatMap((title, at) => (title === '' ? [] : [{ title, kind: kinds[at] ?? 'item', starts_at: moment(times[at] ?? ''), ...(itemIds[at] !== '' && { id: itemIds[at] }) }])),
  };
}

const isScored = (template: string): boolean => template === 'match';

/** The programme that is proposed with a kind of evening, until somebody writes their own. */
function Programme({ room, template, zone }: { room: Room | undefined; template: string; zone: string }) {
  if (room !== undefined) return <ItemRows given={room.program} zone={zone} />;
  return <ItemRows key={template} given={beginningOf(template)} zone={zone} />;
}

/** Both sides of a match; while it is on, the score is at the desk. */
function Sides({ room }: { room: Room | undefined }) {
  return (
    <div className={css['pair']}>
      <TextField name="home" label={m.room_home()} value={room?.score?.home.name ?? ''} />
      <TextField name="away" label={m.room_away()} value={room?.score?.away.name ?? ''} />
    </div>
  );
}

export function RoomForm({ room, onSaved }: { room: Room | undefined; onSaved: (room: Room) => void }) {
  const mine = useZone();
  const zone = room?.time_zone ?? mine ?? 'Etc/UTC';
  const local = (at: string | null | undefined): string => (at == null ? '' : inZoneLocal(at, zone));
  const [template, setTemplate] = useState(room?.template ?? 'meeting');
  const save = async (data: FormData): Promise<void> => {
    try {
      const body = { ...bodyOf(data, await speakersIn(data)), ...scoreIn(data, room), ...(await coverIn(data)) };
      onSaved(await (room === undefined ? api.post<Room>(ROOMS, body) : api.patch<Room>(`${ROOMS}/${room.id}`, body)));
    } catch (error) {
      throw explain(error);
    }
  };
  return (
    <SavedForm save={save} button={room === undefined ? m.room_make() : m.room_save()} label={room === undefined ? m.room_new() : m.room_edit()}>
      <ChoiceField name="template" label={m.room_template()} value={template} onPick={setTemplate} options={[
        { value: 'meeting', label: m.template_meeting(), hint: m.template_meeting_hint() }, { value: 'match', label: m.template_match(), hint: m.template_match_hint() },
        { value: 'concert', label: m.template_concert(), hint: m.template_concert_hint() }, { value: 'town_hall', label: m.template_town_hall(), hint: m.template_town_hall_hint() },
      ]} />
      <TextField name="title" label={m.room_title()} value={room?.title} most={120} required />
      <TextField name="tag" label={m.room_tag()} hint={m.room_tag_hint()} value={room?.tag} required />
      <div className={css['pair']}>
        <TextField name="starts_at" label={m.room_starts()} type="datetime-local" value={local(room?.starts_at)} required />
        <TextField name="ends_at" label={m.room_ends()} type="datetime-local" value={local(room?.ends_at)} />
      </div>
      <TextField key={zone} name="time_zone" label={m.room_zone()} hint={m.room_zone_hint()} value={zone} />
      <CheckField name="opens_itself" label={m.room_opens_itself()} on={room?.opens_itself ?? false} />
      <CheckField name="closes_itself" label={m.room_closes_itself()} on={room?.closes_itself ?? false} />
      <TextField name="description" label={m.room_about()} value={room?.description} rows={3} most={5000} />
      <Part heading={m.room_place()} line={m.room_place_line()}>
        <TextField name="place" label={m.room_place_name()} value={room?.place?.name} />
        <TextField name="address" label={m.room_address()} value={room?.place?.address ?? ''} />
        <TextField name="access" label={m.room_access()} value={room?.place?.access ?? ''} rows={2} />
      </Part>
      {isScored(template) && room?.state !== 'closed' && <Part heading={m.room_sides()}><Sides room={room} /></Part>}
      <Part heading={m.cover()} line={m.cover_line()}><CoverField now={room?.cover ?? null} /></Part>
      <Part heading={m.room_speakers()}><SpeakerRows given={room?.speakers ?? []} /></Part>
      <Part heading={m.room_program()}><Programme room={room} template={template} zone={zone} /></Part>
      <Part heading={m.room_wall()}>
        <SelectField name="wall" label={m.room_wall_shows()} value={room?.wall ?? 'approved'} options={[{ value: 'approved', label: m.wall_approved() }, { value: 'official', label: m.wall_official() }, { value: 'everything', label: m.wall_everything() }]} />
      </Part>
    </SavedForm>
  );
}
