/** Where programs read what a page shows. */

import * as m from '../paraglide/messages.js';
import css from './feeds.module.css';

export function Feeds({ path }: { path: string }) {
  return (
    <p className={`${css['feeds']} no-print`}>
      {m.feeds()} {[['rss', 'RSS'], ['atom', 'Atom'], ['json', 'JSON Feed']].map(([ending, name]) => <a key={ending} href={`${path}.${ending}`}>{name}</a>)}
    </p>
  );
}
