/** Who somebody is: the name they gave, and the name they have here. */

import { Link } from 'react-router';
import type { Account } from '../entities.ts';
import css from './name.module.css';
import { withEmoji } from './text.tsx';

type Named = Pick<Account, 'username' | 'acct' | 'display_name' | 'emojis'>;

export const nameOf = (account: Named): string => account.display_name.trim() || account.username;
/** Somebody's words among ours, which keep their own direction whatever those are written in. Signs of direction in them would end that. */
export const amongWords = (text: string): string => `\u2068${text.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')}\u2069`;
export const nameAmongWords = (account: Named): string => amongWords(nameOf(account));
export const profilePath = (account: Pick<Account, 'acct'>): string => `/@${account.acct}`;

/** The name as a link to its profile. `short`: without the handle. */
export function Name({ account, short = false }: { account: Named; short?: boolean }) {
  return (
    <Link className={css['name']} to={profilePath(account)}>
      <bdi className={css['display']}>{withEmoji(nameOf(account), account.emojis)}</bdi>
      {!short && <span className={css['handle']}> @{account.acct}</span>}
    </Link>
  );
}
