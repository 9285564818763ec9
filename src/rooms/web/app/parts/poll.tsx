/** A poll: its figures, or the ballot for those who may still vote. */

import * as m from '../paraglide/messages.js';
import type { Poll as PollEntity } from '../entities.ts';
import css from './poll.module.css';
import { withEmoji } from './text.tsx';
import { Moment } from './time.tsx';

const shareOf = (votes: number | null, poll: PollEntity): number => {
  const all = poll.voters_count ?? poll.votes_count;
  return votes === null || all === 0 ? 0 : Math.round((votes / all) * 100);
};

function Figures({ poll }: { poll: PollEntity }) {
  return (
    <ul className={css['figures']}>
      {poll.options.map(({ title, votes_count: votes }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- The options of a poll never change places.
        <li key={index} className={css['option']}>
          <span className={css['title']}>{withEmoji(title, poll.emojis)}{poll.own_votes?.includes(index) === true && <span className={css['own']}> · {m.poll_own()}</span>}</span>
          <span className={css['share']}>{votes === null ? '–' : `${shareOf(votes, poll)}\u202f%`}</span>
          <progress className={css['bar']} max={100} value={shareOf(votes, poll)} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

function Ballot({ poll, name, onVote }: { poll: PollEntity; name: string; onVote: (choices: number[]) => void }) {
  return (
    <form className={css['ballot']} onSubmit={(event) => {
      event.preventDefault();
      const choices = new FormData(event.currentTarget).getAll('choice').map(Number);
      if (choices.length > 0) onVote(choices);
    }}>
      <fieldset>
        <legend className="unseen">{poll.multiple ? m.poll_choose_some() : m.poll_choose_one()}</legend>
        {poll.options.map(({ title }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- The options of a poll never change places.
          <label key={index} className={css['choice']}><input type={poll.multiple ? 'checkbox' : 'radio'} name="choice" value={index} id={`${name}-${index}`} />{withEmoji(title, poll.emojis)}</label>
        ))}
      </fieldset>
      <button className="button">{m.poll_vote()}</button>
    </form>
  );
}

/** `onVote` for those who may vote; else the figures are all there is to do. */
export function Poll({ poll, name, onVote }: { poll: PollEntity; name: string; onVote?: ((choices: number[]) => void) | undefined }) {
  const open = onVote !== undefined && !poll.expired && poll.voted !== true;
  return (
    <div className={css['poll']}>
      {open ? <Ballot poll={poll} name={name} onVote={onVote} /> : <Figures poll={poll} />}
      <p className={css['foot']}>
        {m.poll_voters({ count: poll.voters_count ?? poll.votes_count })}
        {poll.expires_at !== null && <> · {poll.expired ? m.poll_closed() : m.poll_until()} <Moment at={poll.expires_at} /></>}
      </p>
    </div>
  );
}
