/** The queue of questions, with the seat for those who could not come: somebody on site carries what they ask. */

import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Link } from 'react-router';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { ROOMS, joinNote, withQuestion } from '../../client/rooms.ts';
import type { Evening } from '../../client/rooms.ts';
import type { Account, Post, Question, Room, RoomNote } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import { nameAmongWords, nameOf } from '../name.tsx';
import { plainText } from '../text.tsx';
import css from './questions.module.css';

const ORDER: Record<string, number> = { on_stage: 0, carried: 1, asked: 1, answered: 2 };
const STATES: Record<string, () => string> = { asked: m.question_asked, on_stage: m.question_on_stage, answered: m.question_answered };

/** What is on the stage, then by votes, then what has been answered. */
const inOrder = (questions: readonly Question[]): Question[] =>
  [...questions].sort((a, b) => (ORDER[a.state] ?? 3) - (ORDER[b.state] ?? 3) || b.votes - a.votes || a.created_at.localeCompare(b.created_at));

const stateWords = ({ state, carrier, invited }: Question): string => {
  if (state === 'carried' && carrier !== null) return m.question_carried({ name: nameAmongWords(carrier) });
  if (state === 'asked' && invited !== null) return m.question_invited({ name: nameAmongWords(invited) });
  return (STATES[state] ?? m.question_asked)();
};

/** The queue as everybody reads it. @param acts what the reader can do with one */
export function QuestionList({ questions, acts }: { questions: readonly Question[]; acts?: (question: Question) => ReactNode }) {
  if (questions.length === 0) return <p className={css['quiet']}>{m.questions_empty()}</p>;
  return (
    <ol className={css['questions']}>
      {inOrder(questions).map((question) => (
        <li key={question.id} data-question={question.id} data-state={question.state}>
          <Avatar account={question.account} size="small" />
          <div>
            <p className={css['text']} dir="auto">{question.text}</p>
            <p className={css['about']}>
              <bdi>{nameOf(question.account)}</bdi> · <strong aria-live="polite">{stateWords(question)}</strong> · {m.question_votes({ count: question.votes })}
              {question.answer_post_id !== null && <> · <Link to={`/@-/${question.answer_post_id}`}>{m.question_answer()}</Link></>}
            </p>
            {acts?.(question)}
          </div>
        </li>
      ))}
    </ol>
  );
}

interface Told {
  readonly status: Post;
  readonly room: RoomNote;
}

/** Which post is the answer: the last ones of the room, to choose from. */
function AnswerForm({ roomId, onAnswer, onClose }: { roomId: string; onAnswer: (post: string | undefined) => void; onClose: () => void }) {
  const [posts, setPosts] = useState<readonly Post[]>();
  if (posts === undefined) {
    return (
      <button type="button" className="button" onClick={() => void api.get<Told[]>(`${ROOMS}/${roomId}/timeline`, { limit: 15 }).then((found) => setPosts(found.map(joinNote)), (error: unknown) => notice(wordsOf(error)))}>{m.question_do_answer()}</button>
    );
  }
  return (
    <form className={css['answer']} onSubmit={(event) => { event.preventDefault(); onAnswer(String(new FormData(event.currentTarget).get('post')) || undefined); onClose(); }}>
      <label className="field"><span className="label">{m.question_which_post()}</span>
        <select name="post" className="input"><option value="">{m.question_no_post()}</option>{posts.map((post) => <option key={post.id} value={post.id}>{`${nameAmongWords(post.account)}: ${plainText(post.content).slice(0, 70)}`}</option>)}</select>
      </label>
      <button className="button next">{m.question_do_answer()}</button>
    </form>
  );
}

/** What somebody can do with a question. The server decides; here is what it will not refuse. */
function Acts({ question, room, change }: { question: Question; room: Room; change: (turn: (evening: Evening) => Evening) => void }) {
  const { me } = useHere();
  const mine = me?.id === question.account.id;
  const carries = me?.id === question.carrier?.id;
  const { state } = question;
  const path = `${ROOMS}/${room.id}/questions/${question.id}`;
  const put = (told: Question): void => change((now) => ({ ...now, questions: withQuestion(now.questions, told) }));
  const act = async (call: Promise<Question>): Promise<void> => {
    try {
      put(await call);
    } catch (error) {
      notice(wordsOf(error));
    }
  };
  const post = (verb: string, body?: object): void => void act(api.post<Question>(`${path}/${verb}`, body));
  const withdraw = (): void => void api.delete(path).then(() => put({ ...question, state: 'withdrawn' }), (error: unknown) => notice(wordsOf(error)));
  const waits = state === 'asked' || state === 'carried';
  const host = room.me?.host === true;
  const open = room.state !== 'closed';
  const may: readonly (readonly [boolean, string, () => void])[] = [
    [state === 'asked' && room.me?.present === true && !mine && (question.invited === null || question.invited.id === me?.id), m.question_carry(), () => post('carry')],
    [state === 'carried' && (carries || host), m.question_release(), () => post('release')],
    [waits && host, m.question_stage(), () => post('stage')],
    [state === 'on_stage' && host, m.question_unstage(), () => post('unstage')],
  ];
  return (
    <div className={css['acts']}>
      {open && waits && !mine && (
        <button type="button" className={css['vote']} aria-pressed={question.voted === true} onClick={() => void act(question.voted === true ? api.delete<Question>(`${path}/vote`) : api.post<Question>(`${path}/vote`))}>
          <Icon name="arrow-up" small />{question.voted === true ? m.question_voted() : m.question_vote()}
        </button>
      )}
      {open && may.map(([allowed, word, press]) => allowed && <button key={word} type="button" className="button" onClick={press}>{word}</button>)}
      {((state === 'on_stage' && (host || carries)) || (waits && host)) && <AnswerForm roomId={room.id} onAnswer={(id) => post('answer', id === undefined ? {} : { post_id: id })} onClose={() => undefined} />}
      {open && state !== 'answered' && (mine || host) && <button type="button" className="button plain" onClick={withdraw}>{m.question_withdraw()}</button>}
    </div>
  );
}

interface Participant {
  readonly id: string;
  readonly account: Account;
  readonly on_site: boolean;
}

function AskForm({ room, change }: { room: Room; change: (turn: (evening: Evening) => Evening) => void }) {
  const { me } = useHere();
  const [there, setThere] = useState<readonly Account[]>();
  const [problem, setProblem] = useState<string>();
  const look = (): void => {
    if (there !== undefined) return;
    setThere([]);
    void api.get<Participant[]>(`${ROOMS}/${room.id}/participants`).then((found) => setThere(found.filter((one) => one.on_site && one.account.id !== me?.id).map(({ account }) => account)), () => undefined);
  };
  const ask = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const carrier = String(data.get('carrier') ?? '');
    try {
      const told = await api.post<Question>(`${ROOMS}/${room.id}/questions`, { text: String(data.get('text')), ...(carrier !== '' && { carrier_id: carrier }) });
      change((now) => ({ ...now, questions: withQuestion(now.questions, told) }));
      form.reset();
      setProblem(undefined);
    } catch (error) {
      setProblem(wordsOf(error));
    }
  };
  return (
    <form className={css['ask']} data-ask="" onSubmit={(event) => void ask(event)}>
      <label className="field"><span className="label">{m.question_ask_label()}</span><textarea name="text" rows={2} maxLength={500} required dir="auto" onFocus={look} aria-invalid={problem !== undefined} />
        {problem !== undefined && <span className="mistake" role="alert">{problem}</span>}</label>
      {room.me?.present !== true && (
        <label className="field"><span className="label">{m.question_carrier()}</span>
          <select name="carrier" onFocus={look}><option value="">{m.question_anyone()}</option>{there?.map((account) => <option key={account.id} value={account.id}>{nameOf(account)}</option>)}</select>
        </label>
      )}
      <button className="button">{m.question_ask()}</button>
    </form>
  );
}

/** The queue with what can be done with each. */
export function Queue({ evening: { room, questions }, change }: { evening: Evening; change: (turn: (evening: Evening) => Evening) => void }) {
  return <QuestionList questions={questions} acts={(question) => <Acts question={question} room={room} change={change} />} />;
}

export function Questions({ evening, change }: { evening: Evening; change: (turn: (evening: Evening) => Evening) => void }) {
  return (
    <>
      <Queue evening={evening} change={change} />
      {evening.room.state !== 'closed' && <AskForm room={evening.room} change={change} />}
    </>
  );
}
