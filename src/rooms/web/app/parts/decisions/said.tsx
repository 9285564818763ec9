/** What was said to a proposal: objections, questions with their answers, reactions, and how it read before. */

import { useId, useRef } from 'react';
import { useGroupAct } from '../../client/groups.ts';
import type { Account, Group, WholeProposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Name, nameAmongWords } from '../name.tsx';
import { TextField } from '../settings/fields.tsx';
import { Moment } from '../time.tsx';
import css from './decisions.module.css';
import { isOpen, objectionWord } from './words.ts';

interface Shown {
  readonly group: Group;
  readonly proposal: WholeProposal;
}
type Objection = WholeProposal['objections'][number];
type Remark = WholeProposal['remarks'][number];

function ObjectionItem({ group, proposal, objection }: Shown & { objection: Objection }) {
  const act = useGroupAct(group.id);
  const { id, account, harm, harmed, state, version, mine, created_at: at } = objection;
  const path = `/proposals/${proposal.id}/objections/${id}`;
  return (
    <li className={css['objection']} data-state={state}>
      <p><strong>{account === null ? m.decide_objection_left() : m.decide_objection_of({ name: nameAmongWords(account) })}</strong> <span className="hint">{objectionWord(state)} · {m.decide_objection_version({ count: version })} · <Moment at={at} /></span></p>
      <p className={css['harm']} dir="auto">{harm}</p>
      <p>{m.decide_would_harm({ whom: harmed })}</p>
      {mine && state === 'standing' && isOpen(proposal) && (
        <p className={css['acts']}>
          {version < proposal.version && <button type="button" className="button" onClick={() => void act('post', `${path}/met`)}>{m.decide_is_met()}</button>}
          <button type="button" className="button" onClick={() => void act('post', `${path}/withdraw`)}>{m.decide_take_back()}</button>
        </p>
      )}
    </li>
  );
}

export function Objections({ group, proposal }: Shown) {
  const id = useId();
  if (proposal.objections.length === 0) return null;
  return (
    <section className={css['section']} aria-labelledby={id}>
      <h3 id={id}>{m.decide_objections()}</h3>
      <ul>{proposal.objections.map((one) => <ObjectionItem key={one.id} group={group} proposal={proposal} objection={one} />)}</ul>
    </section>
  );
}

function SayForm({ shown: { group, proposal }, path, label, verb, answers }: { shown: Shown; path: string; label: string; verb: string; answers?: string }) {
  const act = useGroupAct(group.id);
  const form = useRef<HTMLFormElement>(null);
  const send = async (data: FormData): Promise<void> => {
    if (await act('post', `/proposals/${proposal.id}/${path}`, { text: String(data.get('text') ?? ''), ...(answers !== undefined && { answers_id: answers }) })) form.current?.reset();
  };
  return (
    <form ref={form} className={css['form']} onSubmit={(event) => { event.preventDefault(); void send(new FormData(event.currentTarget)); }}>
      <TextField name="text" label={label} rows={2} required />
      <p className={css['acts']}><button className="button">{verb}</button></p>
    </form>
  );
}

const Head = ({ account, at }: { account: Account | null; at: string }) => (
  <p className={css['facts']}>{account === null ? <span>{m.log_nobody()}</span> : <Name account={account} short />}<Moment at={at} /></p>
);

function Question({ shown, question, answers }: { shown: Shown; question: Remark; answers: readonly Remark[] }) {
  const name = question.account === null ? m.log_nobody() : nameAmongWords(question.account);
  return (
    <li className={css['said']}>
      <Head account={question.account} at={question.created_at} />
      <p className={css['words']} dir="auto">{question.text}</p>
      {answers.map((answer) => <div key={answer.id} className={css['said']}><Head account={answer.account} at={answer.created_at} /><p className={css['words']} dir="auto">{answer.text}</p></div>)}
      {isOpen(shown.proposal) && <details className={css['fold']}><summary>{m.decide_answer()}<span className="unseen"> {name}</span></summary><SayForm shown={shown} path="questions" label={m.decide_answer_to({ name })} verb={m.decide_answer()} answers={question.id} /></details>}
    </li>
  );
}

export function Remarks(shown: Shown) {
  const { proposal } = shown;
  const [asked, reacted] = [useId(), useId()];
  const questions = proposal.remarks.filter(({ kind }) => kind === 'question');
  const reactions = proposal.remarks.filter(({ kind }) => kind === 'reaction');
  const open = isOpen(proposal);
  const mayReact = open && proposal.state !== 'questions';
  return (
    <>
      <section className={css['section']} aria-labelledby={asked}>
        <h3 id={asked}>{m.decide_questions_heading()}</h3>
        {questions.length === 0 ? <p className="hint">{m.decide_nobody_asked()}</p>
          : <ul>{questions.map((one) => <Question key={one.id} shown={shown} question={one} answers={proposal.remarks.filter((other) => other.answers_id === one.id)} />)}</ul>}
        {open && <SayForm shown={shown} path="questions" label={m.decide_ask()} verb={m.decide_ask_send()} />}
      </section>
      {(mayReact || reactions.length > 0) && (
        <section className={css['section']} aria-labelledby={reacted}>
          <h3 id={reacted}>{m.decide_reactions_heading()}</h3>
          {reactions.length === 0 ? <p className="hint">{m.decide_nobody_reacted()}</p>
            : <ul>{reactions.map((one) => <li key={one.id} className={css['said']}><Head account={one.account} at={one.created_at} /><p className={css['words']} dir="auto">{one.text}</p></li>)}</ul>}
          {mayReact && <SayForm shown={shown} path="reactions" label={m.decide_react()} verb={m.decide_react_send()} />}
        </section>
      )}
    </>
  );
}

/** How it read before each amendment. */
export function Earlier({ proposal }: Pick<Shown, 'proposal'>) {
  const before = proposal.wordings.filter(({ version }) => version < proposal.version);
  if (before.length === 0) return null;
  return (
    <details className={css['fold']}>
      <summary>{m.decide_earlier()}</summary>
      <ul>{before.map(({ version, title, text, created_at: at }) => (
        <li key={version} className={css['said']}><p className={css['facts']}><span>{m.decide_version({ count: version })}</span><Moment at={at} /></p><p><bdi>{title}</bdi></p><p className={css['words']} dir="auto">{text}</p></li>
      ))}</ul>
    </details>
  );
}
