/** What was said here and has not left this browser, below what has. */

import { sendAgain, takeBack, useOutbox } from '../../client/outbox.ts';
import type { Parcel } from '../../client/outbox.ts';
import { notice } from '../../client/notices.ts';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { railCss } from '../rail.tsx';
import { Moment } from '../time.tsx';
import { Said } from './said.tsx';
import css from './talk.module.css';

/** Those of a conversation, in the order of writing, without what has arrived and whose parcel is about to go. */
export function useKeptHere(account: string, chat: string, messages: readonly Message[]): readonly Parcel[] {
  const { waiting, refused } = useOutbox(account);
  const there = new Set(messages.slice(-100).map(({ client_key: key }) => key));
  return [...waiting, ...refused].filter((parcel) => parcel.chat?.id === chat && !there.has(parcel.key)).sort((a, b) => (a.id ?? 0) - (b.id ?? 0));
}

function Kept({ parcel: { id = 0, body, files, writtenAt, refused }, onTake }: { parcel: Parcel; onTake: (text: string) => void }) {
  const take = (): void => void takeBack(id).then(([taken]) => onTake(taken?.body.status ?? ''), () => notice(m.act_fault()));
  return (
    <div className={railCss['item']}>
      <article className={`${css['message']} ${css['mine']} ${css['kept']}`} data-kept={refused === undefined ? 'waits' : 'refused'}>
        <span className={css['gutter']}><Icon name={refused === undefined ? 'clock' : 'triangle-exclamation-point'} small /></span>
        <div className={css['body']}>
          {body.status !== '' && <Said text={body.status} />}
          {files.map(({ name, voice }) => <p key={name} className={css['waits']}><Icon name={voice === undefined ? 'paperclip' : 'mic'} small /> <bdi>{voice === undefined ? name : m.voice()}</bdi></p>)}
          {refused === undefined
            ? <p className={css['waits']}>{m.message_kept()} <Moment at={new Date(writtenAt).toISOString()} form="clock" /></p>
            : <><p className="mistake">{m.message_refused({ reason: refused.reason.replace(/^Validation failed: /, '') })}</p>
              <p className={css['keptActs']}><button type="button" className="button" onClick={take}>{m.outbox_take()}</button><button type="button" className="button" onClick={() => void sendAgain(id)}>{m.outbox_again()}</button></p></>}
        </div>
      </article>
    </div>
  );
}

export const KeptHere = ({ parcels, onTake }: { parcels: readonly Parcel[]; onTake: (text: string) => void }) => parcels.map((parcel) => <Kept key={parcel.key} parcel={parcel} onTake={onTake} />);
