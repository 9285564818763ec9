/** The steps, one below the other: what each widens, how far two people have come, and what either may do about it. */

import { useState } from 'react';
import { useTrustAct } from '../../client/trust.ts';
import type { Account, Trust, TrustStep } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Ask } from '../ask.tsx';
import { nameAmongWords } from '../name.tsx';
import css from './ladder.module.css';
import { birthdayWords, lineWord, rightWord, stepWord } from './words.ts';

type Name = TrustStep['step'];
const LINES = ['help', 'email', 'birthday', 'address', 'phone'] as const;
type Line = (typeof LINES)[number];
const isLine = (right: string): right is Line => (LINES as readonly string[]).includes(right);

/** What the other has filled in of what a step widens. */
function CardLines({ account, card, widens }: { account: Account; card: Trust['card']; widens: readonly string[] }) {
  const lines = widens.filter(isLine);
  if (lines.length === 0) return null;
  const filled = lines.flatMap((line) => (card[line] === null ? [] : [[line, card[line]] as const]));
  if (filled.length === 0) return <p className="hint">{m.trust_card_empty({ name: nameAmongWords(account) })}</p>;
  return (
    <dl className={css['card']} aria-label={m.trust_card_of({ name: nameAmongWords(account) })}>
      {filled.map(([line, text]) => (
        <div key={line}><dt>{lineWord(line)}</dt><dd dir="auto">{line === 'email' ? <a href={`mailto:${text}`}>{text}</a> : line === 'phone' ? <a href={`tel:${text.replace(/[^+\d]/g, '')}`}>{text}</a> : line === 'birthday' ? birthdayWords(text) : text}</dd></div>
      ))}
    </dl>
  );
}

/** The next step: offered by one of the two, or to be offered. */
function NextStep({ account, trust }: { account: Account; trust: Trust | undefined }) {
  const act = useTrustAct();
  const name = nameAmongWords(account);
  const { offer, id } = trust ?? {};
  if (offer == null) return <p className={css['acts']}><button type="button" className="button next" onClick={() => void act('', { account_id: account.id })}>{m.trust_offer()}</button></p>;
  if (offer.by_me) {
    return <><output className={css['said']}>{m.trust_offered_by_me({ name })}</output><p className={css['acts']}><button type="button" className="button" onClick={() => void act(`/${id}/decline`, {})}>{m.trust_take_back()}</button></p></>;
  }
  return (
    <>
      <output className={css['said']}>{m.trust_offered_by_them({ name })}</output>
      <p className={css['acts']}>
        <button type="button" className="button next" onClick={() => void act(`/${id}/accept`, { step: offer.step })}>{m.trust_accept()}</button>
        <button type="button" className="button" onClick={() => void act(`/${id}/decline`, {})}>{m.trust_decline()}</button>
      </p>
    </>
  );
}

function GoBack({ account, trust, to }: { account: Account; trust: Trust; to: Name }) {
  const act = useTrustAct();
  const [asks, setAsks] = useState(false);
  const step = stepWord(to);
  return (
    <>
      <p className={css['back']}><button type="button" className="button plain" onClick={() => setAsks(true)}>{m.trust_back({ step })}</button></p>
      {asks && <Ask title={m.trust_back({ step })} verb={m.trust_back({ step })} onYes={() => void act(`/${trust.id}/back`, { step: to })} onClose={() => setAsks(false)}
        text={<p>{m.trust_back_text({ step, name: nameAmongWords(account) })}{to === 'public' && <> {m.trust_back_public()}</>}</p>} />}
    </>
  );
}

/** @param account the other of the two; without it the steps stand alone */
export function Ladder({ steps, account, trust, headings: Heading = 'h2' }: { steps: readonly TrustStep[]; account?: Account; trust?: Trust | undefined; headings?: 'h2' | 'h3' }) {
  const at = account === undefined ? -1 : steps.findIndex(({ step }) => step === (trust?.step ?? 'public'));
  return (
    <ol className={css['ladder']}>
      {steps.map(({ step, widens }, place) => (
        <li key={step} className={css['step']} data-state={place < at ? 'behind' : place === at ? 'here' : place === at + 1 && account !== undefined ? 'next' : 'ahead'} data-step={step} {...(place === at && { 'aria-current': 'step' as const })}>
          <Heading className={css['name']}>{stepWord(step)}{place === at && <span className={css['here']}> {m.trust_here()}</span>}</Heading>
          {step === 'public' ? <p>{m.trust_public_text()}</p> : <ul className={css['rights']}>{widens.map((right) => <li key={right}>{rightWord(right)}</li>)}</ul>}
          {account !== undefined && trust !== undefined && place <= at && <CardLines account={account} card={trust.card} widens={widens} />}
          {account !== undefined && place === at + 1 && <NextStep account={account} trust={trust} />}
          {account !== undefined && trust !== undefined && place < at && <GoBack account={account} trust={trust} to={step} />}
        </li>
      ))}
    </ol>
  );
}
