/** A group among others: what it is for, how large it is, how long it lasts. */

import { Link } from 'react-router';
import type { ReactNode } from 'react';
import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Moment } from '../time.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';
import { factsOf, leftWords } from './words.ts';

export function GroupRow({ group, children }: { group: Group; children?: ReactNode }) {
  const { title, purpose, ends_at: ends, state, parent, dissolved_at: over } = group;
  return (
    <article className={css['row']} data-group={group.id} aria-label={title}>
      <p className={css['rowTitle']}><Link to={groupPath(group)}><bdi>{title}</bdi></Link></p>
      {purpose !== '' && <p className={css['rowPurpose']} dir="auto">{purpose}</p>}
      <p className={css['rowFacts']}>
        {factsOf(group)}
        {parent !== null && <> · {m.group_from()} <bdi>{parent.title}</bdi></>}
        {state === 'open' && ends !== null && <> · <span suppressHydrationWarning>{leftWords(ends)}</span></>}
        {over !== null && <> · {m.group_dissolved()} <Moment at={over} form="day" /></>}
      </p>
      {children}
    </article>
  );
}
