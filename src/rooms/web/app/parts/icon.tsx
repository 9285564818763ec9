/** One sign of the set in `design/icons.svg`; always beside a word, or inside something that has a name. */

import sprite from '../../design/icons.svg';
import css from './icon.module.css';

export function Icon({ name, filled = false, small = false }: { name: string; filled?: boolean; small?: boolean }) {
  const classes = [css['icon'], filled && css['filled'], small && css['small']].filter(Boolean).join(' ');
  return <svg className={classes} aria-hidden="true"><use href={`${sprite}#${name}`} /></svg>;
}
