/** Hashtags with how many people said them on the last two days, as figures and nothing else. */

import { Link } from 'react-router';
import * as m from '../paraglide/messages.js';
import css from './listing.module.css';

export interface TagFigures {
  readonly name: string;
  readonly history: readonly { readonly accounts: string; readonly uses: string }[];
}

export function TagList({ tags }: { tags: readonly TagFigures[] }) {
  return (
    <ul className={css['tags']}>
      {tags.map(({ name, history }) => {
        const people = history.slice(0, 2).reduce((sum, { accounts }) => sum + Number(accounts), 0);
        return <li key={name}><Link to={`/tags/${encodeURIComponent(name)}`}>#{name}</Link> <span className={css['figure']}>{m.tag_people({ count: people })}</span></li>;
      })}
    </ul>
  );
}
