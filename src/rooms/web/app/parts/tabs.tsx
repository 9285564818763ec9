/** Pages that belong together, as links: they work without script, and each has its address. */

import { Link, useLocation } from 'react-router';
import css from './tabs.module.css';

export function Tabs({ ways, label }: { ways: readonly { readonly to: string; readonly word: string }[]; label: string }) {
  const { pathname, search } = useLocation();
  const only = new URLSearchParams(search).get('only');
  // What else stands in an address is how one reads, not what.
  const isHere = (to: string): boolean => {
    const [path, query] = to.split('?');
    return path === pathname && new URLSearchParams(query).get('only') === only;
  };
  return (
    <nav className={css['tabs']} aria-label={label}>
      {ways.map(({ to, word }) => <Link key={to} to={to} className={`${css['tab']} ${isHere(to) ? css['here'] : ''}`} {...(isHere(to) && { 'aria-current': 'page' })}>{word}</Link>)}
    </nav>
  );
}
