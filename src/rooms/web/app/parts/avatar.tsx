import type { Account } from '../entities.ts';
import css from './avatar.module.css';

/** A person's picture; says nothing where their name stands beside it. */
export function Avatar({ account, size = 'medium' }: { account: Pick<Account, 'avatar' | 'avatar_static'>; size?: 'tiny' | 'small' | 'medium' | 'large' }) {
  const pixels = { tiny: 20, small: 32, medium: 44, large: 112 }[size];
  return <img className={`${css['avatar']} ${css[size]}`} src={account.avatar_static} alt="" width={pixels} height={pixels} loading="lazy" decoding="async" />;
}
