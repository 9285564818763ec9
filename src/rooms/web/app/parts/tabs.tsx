/** Pages that belong together, as links: they work without script, and each has its address. */

import { NavLink } from 'react-router';
import css from './tabs.module.css';

export function Tabs({ ways, label }: { ways: readonly { readonly to: string; readonly word: string }[]; label: string }) {
  return (
    <nav className={css['tabs']} aria-label={label}>
      {ways.map(({ to, word }) => <NavLink key={to} to={to} end className={({ isActive }) => `${css['tab']} ${isActive ? css['here'] : ''}`}>{word}</NavLink>)}
    </nav>
  );
}
