/** Texts that everybody in a conversation may change. Where somebody was there first, both are seen and nothing is lost. */

import { useState } from 'react';
import { ApiError, api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Chat, ChatNote } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';
import { Part } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import css from './board.module.css';
import { Said } from './said.tsx';

function NoteForm({ chat, note, onDone }: { chat: Chat; note: ChatNote | undefined; onDone: () => void }) {
  const [newer, setNewer] = useState<ChatNote>();
  const [problem, setProblem] = useState<string>();
  const path = `${CHATS}/${chat.id}/notes`;
  const save = async (data: FormData): Promise<void> => {
    const body = { title: String(data.get('title') ?? ''), text: String(data.get('text') ?? '') };
    try {
      if (note === undefined) await api.post(path, body);
      else await api.patch(`${path}/${note.id}`, { ...body, revision: newer?.revision ?? note.revision });
      onDone();
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && note !== undefined) {
        setNewer(await api.get<ChatNote>(`${path}/${note.id}`).catch(() => undefined));
        setProblem(m.note_conflict());
      } else setProblem(wordsOf(error));
    }
  };
  return (
    <form className={css['adding']} onSubmit={(event) => { event.preventDefault(); void save(new FormData(event.currentTarget)); }}>
      <label className="field"><span className="label">{m.chat_title()}</span><input name="title" defaultValue={note?.title} maxLength={100} required dir="auto" /></label>
      <label className="field"><span className="label">{m.note_text()}</span><textarea name="text" defaultValue={note?.text} rows={6} maxLength={20_000} dir="auto" /></label>
      {problem !== undefined && <p className="mistake" role="alert">{problem}</p>}
      {newer !== undefined && <div className={css['newer']}><p className="hint">{m.note_newer()}</p><Said text={newer.text} /></div>}
      <p className={css['row']}><button className="button next">{newer === undefined ? m.chat_save() : m.note_save_over()}</button><button type="button" className="button" onClick={onDone}>{m.act_leave()}</button></p>
    </form>
  );
}

function Note({ chat, note, onChange }: { chat: Chat; note: ChatNote; onChange: () => void }) {
  const [editing, setEditing] = useState(false);
  const remove = (): void => void api.delete(`${CHATS}/${chat.id}/notes/${note.id}`).then(onChange, (error: unknown) => notice(wordsOf(error)));
  if (editing) return <NoteForm chat={chat} note={note} onDone={() => { setEditing(false); onChange(); }} />;
  return (
    <details className={css['note']} data-note={note.id}>
      <summary><h3><bdi>{note.title}</bdi></h3><span className="hint">{note.account !== null && <><bdi>{nameOf(note.account)}</bdi>, </>}<Moment at={note.edited_at} /></span></summary>
      <Said text={note.text} />
      {chat.me.may_write && <p className={css['row']}><button type="button" className="button" onClick={() => setEditing(true)}>{m.message_edit()}<span className="unseen">: {note.title}</span></button><button type="button" className="button plain" onClick={remove}>{m.digest_remove()}<span className="unseen">: {note.title}</span></button></p>}
    </details>
  );
}

export function Notes({ chat, notes, onChange }: { chat: Chat; notes: readonly ChatNote[]; onChange: () => void }) {
  const [adding, setAdding] = useState(false);
  return (
    <Part heading={m.notes()}>
      {notes.map((note) => <Note key={`${note.id} ${note.revision}`} chat={chat} note={note} onChange={onChange} />)}
      {adding ? <NoteForm chat={chat} note={undefined} onDone={() => { setAdding(false); onChange(); }} /> : chat.me.may_write && <p><button type="button" className="button" onClick={() => setAdding(true)}>{m.note_add()}</button></p>}
    </Part>
  );
}
