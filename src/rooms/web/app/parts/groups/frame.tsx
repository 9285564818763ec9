/** What stands above every page of a group: what it is, how long it lasts, and the ways within it. */

import type { ReactNode } from 'react';
import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Page } from '../page.tsx';
import { Tabs } from '../tabs.tsx';
import css from './groups.module.css';
import { Life } from './life.tsx';
import { factsOf } from './words.ts';

export const groupPath = ({ handle, id }: Pick<Group, 'handle' | 'id'>): string => `/groups/${handle ?? id}`;

/** The pages of a group, for those who are in it. */
function waysOf(group: Group): readonly { to: string; word: string }[] {
  const path = groupPath(group);
  return [
    { to: path, word: m.group_page() },
    ...(group.chat_id === null ? [] : [{ to: `/messages/${group.chat_id}`, word: m.group_talk() }]),
    { to: `${path}/decisions`, word: m.decide() }, { to: `${path}/help`, word: m.helping() }, { to: `${path}/roles`, word: m.roles() },
    { to: `${path}/people`, word: m.group_people() }, { to: `${path}/map`, word: m.group_map() },
    { to: `${path}/digest`, word: m.group_digest() }, { to: `${path}/log`, word: m.group_log() },
  ];
}

export function GroupFrame({ group, children, aside }: { group: Group; children: ReactNode; aside?: ReactNode }) {
  const inside = group.me?.state === 'in' && group.state === 'open';
  return (
    <Page heading={<bdi>{group.title}</bdi>} line={<>{factsOf(group)}{group.tag !== '' && <> · #{group.tag}</>}</>} aside={aside}>
      {group.state === 'open' && group.ends_at !== null && <Life from={group.created_at} until={group.ends_at} />}
      {inside && <Tabs label={m.group_ways()} ways={waysOf(group)} />}
      <div className={css['body']}>{children}</div>
    </Page>
  );
}
