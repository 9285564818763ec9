/** What is watched beside a room: its clock is the one that posts are pinned to. */

import { useState } from 'react';
import { ApiError, api } from '../../../client/api.ts';
import { notice, wordsOf } from '../../../client/notices.ts';
import { ROOMS } from '../../../client/rooms.ts';
import type { Room } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import { Part, SelectField, TextField } from '../../settings/fields.tsx';
import { SavedForm } from '../../settings/form.tsx';
import { fromZone, inZoneLocal } from '../zones.ts';
import css from './desk.module.css';

const WRONG: readonly (readonly [RegExp, field: string, words: () => string])[] = [
  [/YouTube|PeerTube|playlist|url/, 'url', () => m.source_wrong_url()], [/title/, 'title', () => m.source_wrong_title()], [/starts_at/, 'starts_at', () => m.room_problem_start()],
];

function explain(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.status !== 422) return error;
  const found = WRONG.find(([sign]) => sign.test(error.message));
  return found === undefined ? error : new ApiError(422, found[2](), { details: { [found[1]]: [{ error: '', description: found[2]() }] } });
}

const MINUTE_MS = 60_000;

export function SourceForm({ room, onChange }: { room: Room; onChange: (room: Room) => void }) {
  const { source } = room;
  const [kind, setKind] = useState(source?.kind ?? 'television');
  const path = `${ROOMS}/${room.id}/source`;
  const save = async (data: FormData): Promise<void> => {
    const [local, minutes] = [String(data.get('starts_at') ?? ''), Number(data.get('minutes'))];
    const startsAt = local === '' ? undefined : fromZone(local, room.time_zone);
    try {
      onChange(await api.put<Room>(path, {
        kind, title: String(data.get('title')).trim(), ...(kind !== 'television' && { url: String(data.get('url')).trim() }),
        ...(startsAt !== undefined && { starts_at: startsAt }), ...(minutes > 0 && { duration_ms: Math.round(minutes * MINUTE_MS) }),
      }));
    } catch (error) {
      throw explain(error);
    }
  };
  const remove = (): void => void api.delete<Room>(path).then(onChange, (error: unknown) => notice(wordsOf(error)));
  return (
    <Part heading={m.source()} line={m.source_line()}>
      <SavedForm key={JSON.stringify(source)} save={save} button={m.source_save()} label={m.source()} quiet>
        <SelectField name="kind" label={m.source_kind()} value={kind} onPick={setKind} options={[
          { value: 'television', label: m.source_television() }, { value: 'youtube', label: 'YouTube' }, { value: 'peertube', label: 'PeerTube' }, { value: 'hls', label: 'HLS' },
        ]} />
        {kind !== 'television' && <TextField name="url" label={m.source_url()} hint={m.source_url_hint()} value={source?.kind === kind ? (source.url ?? '') : ''} required />}
        <TextField name="title" label={m.source_title()} hint={kind === 'television' ? m.source_title_hint() : m.source_title_found()} value={source?.title ?? ''} required={kind === 'television'} />
        <TextField name="starts_at" label={m.source_starts()} hint={m.source_starts_hint()} type="datetime-local" value={inZoneLocal(source?.starts_at ?? room.opened_at ?? room.starts_at, room.time_zone)} />
        <TextField name="minutes" label={m.source_minutes()} type="number" value={source?.duration_ms == null ? '' : String(Math.round(source.duration_ms / MINUTE_MS))} />
      </SavedForm>
      {source !== null && <p className={css['apart']}><button type="button" className="button plain" onClick={remove}>{m.source_remove()}</button></p>}
    </Part>
  );
}
