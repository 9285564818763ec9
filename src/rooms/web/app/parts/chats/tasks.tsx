/** Tasks of a conversation: whose, until when, and done. */

import { api } from '../../client/api.ts';
import { CHATS } from '../../client/chats.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Account, Chat, ChatTask } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';
import { Part } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import css from './board.module.css';

interface TasksProps {
  readonly chat: Chat;
  readonly tasks: readonly ChatTask[];
  readonly people: readonly Account[];
  readonly onChange: () => void;
}

function Task({ task, onTurn, onDrop }: { task: ChatTask; onTurn: (done: boolean) => void; onDrop: () => void }) {
  const { id, text, account, due_at: due, done_at: done } = task;
  return (
    <li className={css['task']} data-task={id} data-done={done !== null}>
      <input type="checkbox" id={`task-${id}`} key={String(done)} defaultChecked={done !== null} onChange={({ currentTarget }) => onTurn(currentTarget.checked)} />
      <div className={css['words']}>
        <label htmlFor={`task-${id}`} dir="auto">{text}</label>
        <p className="hint">{account === null ? m.task_nobody() : <bdi>{nameOf(account)}</bdi>}{due !== null && <> · {m.task_until()} <Moment at={due} /></>}{done !== null && task.done_by !== null && <> · {m.task_done_by({ name: nameOf(task.done_by) })}</>}</p>
      </div>
      <button type="button" className="button plain" onClick={onDrop}>{m.digest_remove()}<span className="unseen">: {text.slice(0, 60)}</span></button>
    </li>
  );
}

export function Tasks({ chat, tasks, people, onChange }: TasksProps) {
  const path = `${CHATS}/${chat.id}/tasks`;
  const act = async (does: Promise<unknown>): Promise<boolean> => {
    try {
      await does;
      onChange();
      return true;
    } catch (error) {
      notice(wordsOf(error));
      return false;
    }
  };
  const add = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form);
    const [who, due] = [String(data.get('who') ?? ''), String(data.get('due') ?? '')];
    if (await act(api.post(path, { text: String(data.get('text') ?? ''), account_id: who === '' ? null : who, due_at: due === '' ? null : new Date(due).toISOString() }))) form.reset();
  };
  return (
    <Part heading={m.tasks()}>
      <ul>{tasks.map((task) => <Task key={task.id} task={task} onTurn={(done) => void act(api.patch(`${path}/${task.id}`, { done }))} onDrop={() => void act(api.delete(`${path}/${task.id}`))} />)}</ul>
      {chat.me.may_write && (
        <form className={css['adding']} onSubmit={(event) => { event.preventDefault(); void add(event.currentTarget); }}>
          <label className="field"><span className="label">{m.task_what()}</span><input name="text" maxLength={500} required dir="auto" /></label>
          <label className="field"><span className="label">{m.task_whose()}</span><select name="who"><option value="">{m.task_nobody()}</option>{people.map((account) => <option key={account.id} value={account.id}>{nameOf(account)}</option>)}</select></label>
          <label className="field"><span className="label">{m.task_due()}</span><input type="datetime-local" name="due" /></label>
          <button className="button">{m.task_add()}</button>
        </form>
      )}
    </Part>
  );
}
