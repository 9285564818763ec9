/** People, each with the first line of what they say of themselves; no figures. */

import type { Account } from '../entities.ts';
import { Avatar } from './avatar.tsx';
import css from './listing.module.css';
import { Name } from './name.tsx';
import { Text } from './text.tsx';

export function PersonList({ people, origin }: { people: readonly Account[]; origin: string }) {
  return (
    <ul className={css['people']}>
      {people.map((account) => (
        <li key={account.id}>
          <Avatar account={account} />
          <div><Name account={account} />{account.note !== '' && <Text html={account.note} emojis={account.emojis} origin={origin} className={css['about']} />}</div>
        </li>
      ))}
    </ul>
  );
}
