/** What was born from a group or a conversation: each sub-group with its purpose, its end and its size, or that there is one which is private. */

import { Link } from 'react-router';
import type { GroupMap } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';
import { Moment } from '../time.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';
import { factsOf, leftWords } from './words.ts';

function Node({ node }: { node: GroupMap['groups'][number] }) {
  const { title, purpose, ends_at: ends, state, dissolved_at: over } = node;
  return (
    <article className={css['row']} data-group={node.id} aria-label={title}>
      <p className={css['rowTitle']}><Link to={groupPath(node)}><bdi>{title}</bdi></Link></p>
      {purpose !== '' && <p className={css['rowPurpose']} dir="auto">{purpose}</p>}
      <p className={css['rowFacts']}>{factsOf(node)}{state === 'open' && ends !== null && <> · <span suppressHydrationWarning>{leftWords(ends)}</span>, {m.group_ends()} <Moment at={ends} /></>}{over !== null && <> · {m.group_dissolved()} <Moment at={over} form="day" /></>}</p>
    </article>
  );
}

/** @param here what it was born from */
export function MapTree({ map, here }: { map: GroupMap; here: string }) {
  return (
    <>
      {map.lineage.length > 0 && <p className={css['lineage']}>{map.lineage.map((one) => <span key={one.id}><Link to={groupPath(one)}><bdi>{one.title}</bdi></Link> ›</span>)} <strong><bdi>{here}</bdi></strong></p>}
      {map.groups.length + map.private.length === 0 ? <p className={css['section']}>{m.map_empty()}</p> : (
        <ul className={css['tree']} aria-label={m.group_map()}>
          {map.groups.map((node) => <li key={node.id}><Node node={node} /></li>)}
          {map.private.map((one) => <li key={`${one.created_at} ${one.account?.id ?? ''}`} className={css['quiet']}><p className={css['row']}>{m.map_private({ name: one.account === null ? m.log_nobody() : nameOf(one.account) })} <Moment at={one.created_at} form="day" /></p></li>)}
        </ul>
      )}
    </>
  );
}
