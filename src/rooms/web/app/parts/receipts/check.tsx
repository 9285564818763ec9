/** The way from a list to its receipt. */

import { Link } from 'react-router';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import css from './receipt.module.css';

/** @param list as receipts name it: `home`, `tags/…`, `accounts/…` @param inline behind other words */
export function Check({ list, inline = false }: { list: string; inline?: boolean }) {
  return <Link className={`${css['way']} ${inline ? css['inline'] : ''} no-print`} to={`/receipts/${list}`} title={m.receipt_check_hint()}><Icon name="list-checks" small />{m.receipt_check()}</Link>;
}
