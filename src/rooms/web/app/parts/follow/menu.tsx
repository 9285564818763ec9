/** What can be done with a person besides following them; loaded when it is first opened. */

import { Menu } from '@base-ui/react/menu';
import { useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { Link } from 'react-router';
import { blockPerson, followPerson, removeFollower, unmutePerson } from '../../client/people.ts';
import type { Account, Relation } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Report } from '../acts/report.tsx';
import { Ask } from '../ask.tsx';
import css from '../floats.module.css';
import { Icon } from '../icon.tsx';
import { InLists, Languages, Mute } from './panels.tsx';

type Next = 'lists' | 'languages' | 'mute' | 'block' | 'remove' | 'report';

interface PersonMenuProps {
  readonly account: Account;
  readonly relation: Relation;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

function Item({ icon, children, onClick, grave = false }: { icon: string; children: ReactNode; onClick: () => void; grave?: boolean }) {
  return <Menu.Item className={`${css['item']} ${grave ? css['grave'] : ''}`} onClick={onClick}><Icon name={icon} /><span>{children}</span></Menu.Item>;
}

/** Something that is so or not: stays open, so that its answer is seen. */
function Tick({ checked, onChange, children }: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }) {
  return (
    <Menu.CheckboxItem className={css['item']} checked={checked} onCheckedChange={onChange} closeOnClick={false}>
      <span className={css['tick']}>{checked && <Icon name="check" />}</span><span>{children}</span>
    </Menu.CheckboxItem>
  );
}

function Items({ account, relation, onNext }: PersonMenuProps & { onNext: (next: Next) => void }) {
  const name = `@${account.acct}`;
  return (
    <>
      {relation.following && (
        <>
          <Tick checked={relation.notifying} onChange={(notify) => void followPerson(account, { notify })}>{m.person_notify()}</Tick>
          <Tick checked={relation.showing_reblogs} onChange={(reblogs) => void followPerson(account, { reblogs })}>{m.person_reposts()}</Tick>
          <Item icon="languages" onClick={() => onNext('languages')}>{m.person_languages()}</Item>
          <Item icon="list" onClick={() => onNext('lists')}>{m.person_lists()}</Item>
          <Menu.Separator className={css['parting']} />
        </>
      )}
      {!relation.blocking && !relation.blocked_by && <Menu.LinkItem className={css['item']} closeOnClick render={<Link to={`/write?text=${encodeURIComponent(`${name} `)}`} />}><Icon name="at-sign" /><span>{m.person_mention({ name })}</span></Menu.LinkItem>}
      {!relation.blocking && !relation.blocked_by && <Menu.LinkItem className={css['item']} closeOnClick render={<Link to={`/${name}/trust`} />}><Icon name="user-check" /><span>{m.person_trust()}</span></Menu.LinkItem>}
      {relation.followed_by && <Item icon="user-minus" onClick={() => onNext('remove')}>{m.person_remove()}</Item>}
      {relation.muting ? <Item icon="volume-2" onClick={() => void unmutePerson(account.id)}>{m.person_unmute({ name })}</Item> : <Item icon="volume-x" onClick={() => onNext('mute')}>{m.person_mute({ name })}</Item>}
      {!relation.blocking && <Item icon="ban" onClick={() => onNext('block')}>{m.person_block({ name })}</Item>}
      <Item icon="flag" grave onClick={() => onNext('report')}>{m.report_person({ name })}</Item>
    </>
  );
}

function NextStep({ next, account, relation, anchor, onClose }: PersonMenuProps & { next: Next }) {
  const name = `@${account.acct}`;
  const asked = { onClose, back: anchor };
  if (next === 'lists') return <InLists account={account} {...asked} />;
  if (next === 'languages') return <Languages account={account} relation={relation} {...asked} />;
  if (next === 'report') return <Report account={account} {...asked} />;
  if (next === 'mute') return <Mute account={account} {...asked} />;
  if (next === 'remove') return <Ask title={m.person_remove()} text={<p>{m.person_remove_text({ name })}</p>} verb={m.person_remove_verb()} onYes={() => void removeFollower(account.id)} {...asked} />;
  return <Ask title={m.person_block({ name })} text={<p>{m.person_block_text()}</p>} verb={m.person_block_verb()} onYes={() => void blockPerson(account.id)} {...asked} />;
}

export function PersonMenu(props: PersonMenuProps) {
  const { account, anchor, onClose } = props;
  const [next, setNext] = useState<Next>();
  const [open, setOpen] = useState(true);
  if (next !== undefined) return <NextStep {...props} next={next} />;
  return (
    <Menu.Root open={open} onOpenChange={setOpen} onOpenChangeComplete={(is) => { if (!is) onClose(); }} modal={false}>
      <Menu.Portal>
        <Menu.Positioner className={css['over']} anchor={anchor} side="bottom" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.Popup className={css['menu']} finalFocus={anchor} aria-label={m.person_more({ name: `@${account.acct}` })}><Items {...props} onNext={setNext} /></Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
