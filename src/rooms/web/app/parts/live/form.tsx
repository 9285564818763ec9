/** A room to be made or changed: a short form, with templates, and rows for the programme and for who speaks. */

import { useState } from 'react';
import { ApiError, api } from '../../client/api.ts';
import { ROOMS } from '../../client/rooms.ts';
import type { Room } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { CheckField, ChoiceField, Part, SelectField, TextField, isTicked } from '../settings/fields.tsx';
import { SavedForm } from '../settings/form.tsx';
import css from './form.module.css';
import { fromZone, inZoneLocal } from './zones.ts';
import { useZone } from './when.tsx';

type Item = Room['program'][number];
type Speaker = Room['speakers'][number];
interface Keyed<T> {
  readonly key: number;
  readonly given: T | undefined;
}

let last = 0;
const keyed = <T,>(given: T | undefined): Keyed<T> => ({ key: ++last, given });

/** A list of rows that grows at its end. */
function useRows<T>(given: readonly T[]): { rows: readonly Keyed<T>[]; add: () => void; remove: (key: number) => void } {
  const [rows, setRows] = useState(() => given.map((one) => keyed<T>(one)));
  return { rows, add: () => setRows((now) => [...now, keyed<T>(undefined)]), remove: (key) => setRows((now) => now.filter((row) => row.key !== key)) };
}

const textsOf = (data: FormData, name: string): string[] => data.getAll(name).map((value) => String(value).trim());

/** The server's words about a field, beside that field. */
const FIELDS: readonly (readonly [RegExp, field: string, words: () => string])[] = [
  [/\btag\b/, 'tag', () => m.room_problem_tag()], [/time_zone/, 'time_zone', () => m.room_problem_zone()], [/ends_at/, 'ends_at', () => m.room_problem_end()],
  [/starts_at/, 'starts_at', () => m.room_problem_start()], [/title is missing|^Validation failed: title/, 'title', () => m.room_problem_title()],
];

const besideField = (field: string, words: string): ApiError => new ApiError(422, words, { details: { [field]: [{ error: '', description: words }] } });

function explain(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 422) return error;
  const found = FIELDS.find(([sign]) => sign.test(error.message));
  return found === undefined ? error : besideField(found[1], found[2]());
}

function bodyOf(data: FormData): object {
  const zone = String(data.get('time_zone'));
  const moment = (local: string): string | null => (local === '' ? null : fromZone(local, zone));
  const starts = moment(String(data.get('starts_at')));
  if (starts === null) throw besideField('starts_at', m.room_problem_start());
  const [names, roles, ids] = [textsOf(data, 'speaker'), textsOf(data, 'role'), textsOf(data, 'speaker_id')];
  const [titles, times, kinds, itemIds] = [textsOf(data, 'item'), textsOf(data, 'item_at'), textsOf(data, 'item_kind'), textsOf(data, 'item_id')];
  const place = { name: String(data.get('place')).trim(), address: String(data.get('address')).trim(), access: String(data.get('access')).trim() };
  return {
    title: String(data.get('title')).trim(), tag: String(data.get('tag')).trim(), template: String(data.get('template')), description: String(data.get('description')),
    time_zone: zone, starts_at: starts, ends_at: moment(String(data.get('ends_at'))), opens_itself: isTicked(data, 'opens_itself'), closes_itself: isTicked(data, 'closes_itself'),
    place: place.name === '' ? null : place, wall: String(data.get('wall')),
    speakers: names.flatMap((name, at) => (name === '' ? [] : [{ name, function: roles[at] ?? '', ...(ids[at] !== '' && { id: ids[at] }) }])),
    program: titles.flatMap((title, at) => (title === '' ? [] : [{ title, kind: kinds[at] ?? 'item', starts_at: moment(times[at] ?? ''), ...(itemIds[at] !== '' && { id: itemIds[at] }) }])),
  };
}

function SpeakerRows({ given }: { given: readonly Speaker[] }) {
  const { rows, add, remove } = useRows(given);
  return (
    <>
      <ul className={css['rows']}>
        {rows.map(({ key, given: one }) => (
          <li key={key}>
            <input type="hidden" name="speaker_id" value={one?.id ?? ''} />
            <input className="input" name="speaker" aria-label={m.room_speaker_name()} placeholder={m.room_speaker_name()} defaultValue={one?.name} maxLength={80} />
            <input className="input" name="role" aria-label={m.room_speaker_role()} placeholder={m.room_speaker_role()} defaultValue={one?.function} maxLength={80} />
            <button type="button" className="button plain" onClick={() => remove(key)}><Icon name="x" /><span className="unseen">{m.room_row_remove()}</span></button>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={add}><Icon name="plus" />{m.room_speaker_add()}</button>
    </>
  );
}

function ItemRows({ given, zone }: { given: readonly Item[]; zone: string }) {
  const { rows, add, remove } = useRows(given);
  return (
    <>
      <ul className={css['rows']}>
        {rows.map(({ key, given: one }) => (
          <li key={key}>
            <input type="hidden" name="item_id" value={one?.id ?? ''} />
            <input className="input" name="item" aria-label={m.room_item_title()} placeholder={m.room_item_title()} defaultValue={one?.title} maxLength={120} />
            <input className="input" name="item_at" type="datetime-local" aria-label={m.room_item_at()} defaultValue={one?.starts_at == null ? '' : inZoneLocal(one.starts_at, zone)} />
            <select className="input" name="item_kind" aria-label={m.room_item_kind()} defaultValue={one?.kind ?? 'item'}><option value="item">{m.room_kind_item()}</option><option value="song">{m.room_kind_song()}</option><option value="break">{m.room_kind_break()}</option></select>
            <button type="button" className="button plain" onClick={() => remove(key)}><Icon name="x" /><span className="unseen">{m.room_row_remove()}</span></button>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={add}><Icon name="plus" />{m.room_item_add()}</button>
    </>
  );
}

export function RoomForm({ room, onSaved }: { room: Room | undefined; onSaved: (room: Room) => void }) {
  const mine = useZone();
  const zone = room?.time_zone ?? mine ?? 'Etc/UTC';
  const local = (at: string | null | undefined): string => (at == null ? '' : inZoneLocal(at, zone));
  const save = async (data: FormData): Promise<void> => {
    try {
      const body = bodyOf(data);
      onSaved(await (room === undefined ? api.post<Room>(ROOMS, body) : api.patch<Room>(`${ROOMS}/${room.id}`, body)));
    } catch (error) {
      throw explain(error);
    }
  };
  return (
    <SavedForm save={save} button={room === undefined ? m.room_make() : m.room_save()} label={room === undefined ? m.room_new() : m.room_edit()}>
      <ChoiceField name="template" label={m.room_template()} value={room?.template ?? 'meeting'} options={[
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
      <Part heading={m.room_speakers()}><SpeakerRows given={room?.speakers ?? []} /></Part>
      <Part heading={m.room_program()}><ItemRows given={room?.program ?? []} zone={zone} /></Part>
      <Part heading={m.room_wall()}>
        <SelectField name="wall" label={m.room_wall_shows()} value={room?.wall ?? 'approved'} options={[{ value: 'approved', label: m.wall_approved() }, { value: 'official', label: m.wall_official() }, { value: 'everything', label: m.wall_everything() }]} />
      </Part>
    </SavedForm>
  );
}
