/** By whom a private conversation is known: the other of two, some of a group. */

import type { Chat } from '../../entities.ts';
import { Avatar } from '../avatar.tsx';
import { Icon } from '../icon.tsx';
import css from './faces.module.css';
import { isPair } from './words.ts';

export function Faces({ chat }: { chat: Chat }) {
  const faces = chat.accounts.length === 0 && chat.invited_by !== null ? [chat.invited_by] : chat.accounts;
  const shown = faces.slice(0, isPair(chat) ? 1 : 2);
  return (
    <span className={`${css['faces']} ${shown.length > 1 ? css['several'] : ''}`}>
      {shown.length === 0 ? <span className={css['nobody']}><Icon name="users" /></span> : shown.map((account) => <Avatar key={account.id} account={account} size={shown.length > 1 ? 'small' : 'medium'} />)}
    </span>
  );
}
