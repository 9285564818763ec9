/** Follows somebody, or not any more, and what else can be done with a person: for profiles, lists of people and suggestions. */

import { Suspense, lazy, useRef, useState } from 'react';
import { followPerson, unblockPerson, unfollowPerson, useRelation } from '../client/people.ts';
import type { Account, Relation } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { useHere } from '../here.tsx';
import css from './follow-button.module.css';
import { Icon } from './icon.tsx';

const PersonMenu = lazy(() => import('./follow/menu.tsx').then(({ PersonMenu: component }) => ({ default: component })));

type Standing = 'free' | 'following' | 'requested' | 'blocked';

function standingOf({ blocking, following, requested }: Relation): Standing {
  if (blocking) return 'blocked';
  return following ? 'following' : requested ? 'requested' : 'free';
}

/** By standing: the sign, what the button says, and what it does to those who cannot see that. */
const LOOKS: Record<Standing, readonly [icon: string | undefined, word: () => string, act: (facts: { name: string }) => string]> = {
  free: ['user-plus', () => m.person_follow(), (facts) => m.person_follow_act(facts)],
  following: ['user-check', () => m.person_following(), (facts) => m.person_unfollow_act(facts)],
  requested: ['clock', () => m.person_requested(), (facts) => m.person_unrequest_act(facts)],
  blocked: ['ban', () => m.person_blocked(), (facts) => m.person_unblock_act(facts)],
};

interface FollowButtonProps {
  readonly account: Account;
  /** How things stood when the page was made. */
  readonly relation?: Relation | undefined;
  /** The one next act of its page. */
  readonly next?: boolean;
  /** With the menu of what else can be done. */
  readonly menu?: boolean;
}

export function FollowButton({ account, relation: given, next = false, menu = true }: FollowButtonProps) {
  const relation = useRelation(account.id, given);
  const [undo, setUndo] = useState<() => Promise<void>>();
  const [open, setOpen] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const main = useRef<HTMLButtonElement>(null);
  const { me } = useHere();
  if (me === undefined || me.id === account.id) return null;
  const name = `@${account.acct}`;
  const standing = relation === undefined ? 'free' : standingOf(relation);
  const [icon, word, act] = LOOKS[standing];
  const press = async (): Promise<void> => {
    setUndo(undefined);
    if (standing === 'free') await followPerson(account);
    else if (standing === 'blocked') await unblockPerson(account.id);
    else {
      const back = await unfollowPerson(account);
      if (standing === 'following' && back !== undefined) setUndo(() => back);
    }
  };
  const bringBack = (): void => {
    main.current?.focus();
    setUndo(undefined);
    void undo?.();
  };
  return (
    <div className={css['person']}>
      <div className={css['acts']}>
        {(relation?.blocked_by !== true || standing === 'blocked') && (
          <button ref={main} type="button" className={`button ${css['main']} ${standing === 'free' ? (next ? 'next' : '') : css['done']}`} disabled={relation === undefined}
            data-standing={standing} title={act({ name })} onClick={() => void press()}>
            {icon !== undefined && <Icon name={icon} />}<span>{word()}</span><span className="unseen">, {act({ name })}</span>
          </button>
        )}
        {menu && (
          <button ref={more} type="button" className={`button plain ${css['more']}`} aria-haspopup="menu" aria-expanded={open} disabled={relation === undefined} title={m.person_more({ name })} onClick={() => setOpen(true)}>
            <Icon name="ellipsis" /><span className="unseen">{m.person_more({ name })}</span>
          </button>
        )}
      </div>
      <output className={css['undo']}>
        {undo !== undefined && standing === 'free' && <>{m.person_unfollowed({ name })} <button type="button" className={css['back']} onClick={bringBack}>{m.undo()}</button></>}
      </output>
      {open && relation !== undefined && <Suspense fallback={null}><PersonMenu account={account} relation={relation} anchor={more} onClose={() => setOpen(false)} /></Suspense>}
    </div>
  );
}
