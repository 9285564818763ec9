/** People one below the other: who they are in one line, and whether one follows them. */

import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Account, Relation } from '../entities.ts';
import * as m from '../paraglide/messages.js';
import { Avatar } from './avatar.tsx';
import { FollowButton } from './follow-button.tsx';
import { Name, profilePath } from './name.tsx';
import css from './people.module.css';
import { Onward } from './stretch.tsx';
import { plainText } from './text.tsx';

interface PersonRowProps {
  readonly account: Account;
  readonly relation?: Relation | undefined;
  /** In place of the button that follows. */
  readonly act?: ReactNode;
}

export function PersonRow({ account, relation, act }: PersonRowProps) {
  const note = plainText(account.note);
  return (
    <li className={css['row']}>
      <Link className={css['face']} to={profilePath(account)} tabIndex={-1} aria-hidden="true"><Avatar account={account} /></Link>
      <div className={css['who']}>
        <p className={css['name']}><Name account={account} /></p>
        {relation?.followed_by === true && <p className={css['follows']}>{m.person_follows_you()}</p>}
        {note !== '' && <p className={css['note']} dir="auto">{note}</p>}
      </div>
      <div className={css['act']}>{act ?? <FollowButton account={account} relation={relation} />}</div>
    </li>
  );
}

/** @param older the address of the next page; undefined where the list ends */
export function People({ people, label, older }: { people: readonly PersonRowProps[]; label: string; older: string | undefined }) {
  return (
    <>
      <ul aria-label={label}>{people.map((person) => <PersonRow key={person.account.id} {...person} />)}</ul>
      <div className={css['foot']}><Onward older={older} /></div>
    </>
  );
}
