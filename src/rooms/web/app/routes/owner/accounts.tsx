import { Form, Link, useLoaderData } from 'react-router';
import { changeStanding, readMembers } from '#auth';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import * as m from '../../paraglide/messages.js';
import { idIn, ownerAct, ownerPage } from '../../owner.server.ts';
import { ActButton } from '../../parts/settings/act-form.tsx';
import { TextField } from '../../parts/settings/fields.tsx';
import form from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import css from '../../parts/settings/owner.module.css';
import { Moment } from '../../parts/time.tsx';

export const loader = ownerPage(async ({ visit: { ctx }, url }) => {
  const text = (url.searchParams.get('q') ?? '').trim().replace(/^@/, '').slice(0, 100);
  const { members, full } = await readMembers(ctx, { text, below: parseId(url.searchParams.get('below') ?? '') });
  return { text, full, members: members.map((one) => ({ ...one, id: String(one.id), since: one.since.toISOString() })) };
});

const STANDINGS = ['active', 'disabled', 'suspended'] as const;

export const action = ownerAct((visit, field) => {
  const standing = STANDINGS.find((one) => one === field('standing'));
  if (standing === undefined) throw notFound();
  return changeStanding(visit.ctx, idIn(field), standing);
});

export const meta = () => [{ title: m.owner_accounts() }];

type Member = ReturnType<typeof useLoaderData<typeof loader>>['members'][number];

const standingWords = (standing: Member['standing']): string => ({
  active: m.standing_active(), disabled: m.standing_disabled(), suspended: m.standing_suspended(), pending: m.standing_pending(), deleted: '',
})[standing];

function Acts({ member: { id, username, standing, isOwner } }: { member: Member }) {
  if (isOwner || standing === 'pending') return null;
  const name = <span className="unseen">: @{username}</span>;
  return (
    <div className={css['acts']}>
      {standing !== 'active' && <ActButton act="standing" fields={{ id, standing: 'active' }}>{m.standing_restore()}{name}</ActButton>}
      {standing === 'active' && <ActButton act="standing" fields={{ id, standing: 'disabled' }} ask={m.standing_disable_ask({ name: `@${username}` })}>{m.standing_disable()}{name}</ActButton>}
      {standing !== 'suspended' && <ActButton act="standing" fields={{ id, standing: 'suspended' }} ask={m.standing_suspend_ask({ name: `@${username}` })}>{m.standing_suspend()}{name}</ActButton>}
    </div>
  );
}

export default function Accounts() {
  const { members, full, text } = useLoaderData<typeof loader>();
  const last = members.at(-1)?.id;
  return (
    <SettingsPage heading={m.owner_accounts()} back="/owner" backWord={m.nav_owner()}>
      <Form method="get" className={form['inline-form']} key={text}><TextField name="q" type="search" label={m.accounts_search()} value={text} /><button className="button">{m.accounts_find()}</button></Form>
      {members.length === 0 && <p className="hint">{m.accounts_none()}</p>}
      <ul className={form['rows']}>{members.map((member) => (
        <li key={member.id}>
          <div><Link to={`/@${member.username}`}><strong>@{member.username}</strong></Link> {member.isOwner && <span className="hint">{m.member_owner()}</span>}
            <span className={form['line2']}>{member.email} · {member.confirmed ? m.member_confirmed() : m.member_unconfirmed()}</span>
            <span className={form['line2']}>{standingWords(member.standing)} · <Moment at={member.since} /></span></div>
          <Acts member={member} />
        </li>
      ))}</ul>
      {full && last !== undefined && <p><Link className="button" to={`?${new URLSearchParams({ q: text, below: last }).toString()}`}>{m.older()}</Link></p>}
    </SettingsPage>
  );
}
