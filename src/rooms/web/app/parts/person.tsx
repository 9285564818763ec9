/** The head of a profile: who somebody is, in their own words. */

import { Link } from 'react-router';
import * as m from '../paraglide/messages.js';
import type { Account } from '../entities.ts';
import { Avatar } from './avatar.tsx';
import { Icon } from './icon.tsx';
import { nameOf, profilePath } from './name.tsx';
import css from './person.module.css';
import { splitMotto } from './settings/motto.ts';
import { Text, withEmoji } from './text.tsx';
import { Moment } from './time.tsx';

const hasHeader = ({ header_static: header }: Account): boolean => !header.endsWith('/assets/header.png');

export function Person({ account, origin }: { account: Account; origin: string }) {
  const { motto, rest } = splitMotto(account.fields);
  return (
    <header className={css['person']}>
      {hasHeader(account) && <img className={css['banner']} src={account.header_static} alt={account.header_description} width="1500" height="500" decoding="async" />}
      <div className={css['face']}><Avatar account={account} size="large" /></div>
      <div className={css['names']} aria-hidden="true">
        <p className={css['name']}><bdi>{withEmoji(nameOf(account), account.emojis)}</bdi></p>
        <p className={css['handle']}>@{account.acct}@{new URL(origin).host}{account.locked && <> <Icon name="lock" small /></>}</p>
      </div>
      {motto !== undefined && <Text html={motto.value} emojis={account.emojis} origin={origin} className={css['motto']} />}
      {account.note !== '' && <Text html={account.note} emojis={account.emojis} origin={origin} className={css['note']} />}
      {rest.length > 0 && (
        <dl className={css['fields']}>
          {rest.map(({ name, value, verified_at: verified }) => (
            <div key={name + value}><dt dir="auto">{withEmoji(name, account.emojis)}</dt><dd>{verified !== null && <span title={m.profile_verified()}><Icon name="check" small /><span className="unseen">{m.profile_verified()}</span></span>}<Text html={value} emojis={account.emojis} origin={origin} /></dd></div>
          ))}
        </dl>
      )}
      <p className={css['since']}>{account.bot && <>{m.profile_bot()} · </>}{m.profile_since()} <Moment at={account.created_at} form="day" /> · {m.profile_count({ count: account.statuses_count })} · <Link to={`${profilePath(account)}/following`}>{m.following()}</Link> · <Link to={`${profilePath(account)}/followers`}>{m.followers()}</Link></p>
    </header>
  );
}
