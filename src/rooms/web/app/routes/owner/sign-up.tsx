import { useLoaderData } from 'react-router';
import { createInvite, readInvites, readPending, revokeInvite, settlePending } from '#auth';
import { signUpModeSetting } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import * as m from '../../paraglide/messages.js';
import { change, idIn, ownerAct, ownerPage } from '../../owner.server.ts';
import { ActButton, ActForm } from '../../parts/settings/act-form.tsx';
import { ChoiceField, Part, TextField } from '../../parts/settings/fields.tsx';
import form from '../../parts/settings/form.module.css';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import css from '../../parts/settings/owner.module.css';
import { Moment } from '../../parts/time.tsx';

export const loader = ownerPage(async ({ visit: { ctx } }) => {
  const [pending, invites] = await Promise.all([readPending(ctx), readInvites(ctx)]);
  return {
    mode: ctx.settings.get(signUpModeSetting),
    pending: pending.map((one) => ({ ...one, id: String(one.id), since: one.since.toISOString() })),
    invites: invites.map((one) => ({ id: String(one.id), usesLeft: one.usesLeft, until: one.until.toISOString() })),
  };
});

const MOST = 9999;

/** @throws Refusal 422 */
function countIn(text: string, field: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST) throw invalid('Validation failed', { [field]: [{ error: 'ERR_INVALID', description: `must be from 1 to ${MOST}` }] });
  return count;
}

export const action = ownerAct(async (visit, field) => {
  const { ctx } = visit;
  switch (field('act')) {
    case 'mode': return change(visit, [[signUpModeSetting as never, field('mode')]]);
    case 'approve': return settlePending(ctx, idIn(field), true);
    case 'reject': return settlePending(ctx, idIn(field), false);
    case 'invite': return createInvite(ctx, { uses: countIn(field('uses'), 'uses'), days: countIn(field('days'), 'days') });
    case 'revoke': return revokeInvite(ctx, idIn(field));
    default: throw notFound();
  }
});

export const meta = () => [{ title: m.owner_sign_up() }];

export default function SignUp() {
  const { mode, pending, invites } = useLoaderData<typeof loader>();
  return (
    <SettingsPage heading={m.owner_sign_up()} back="/owner" backWord={m.nav_owner()}>
      <ActForm act="mode">
        <ChoiceField name="mode" label={m.mode_label()} value={mode} options={[
          { value: 'open', label: m.mode_open(), hint: m.mode_open_hint() }, { value: 'approval', label: m.mode_approval(), hint: m.mode_approval_hint() },
          { value: 'invite', label: m.mode_invite(), hint: m.mode_invite_hint() }, { value: 'closed', label: m.mode_closed(), hint: m.mode_closed_hint() },
        ]} />
      </ActForm>
      <Part heading={m.pending_heading()}>
        {pending.length === 0 ? <p className="hint">{m.pending_none()}</p> : (
          <ul className={form['rows']}>{pending.map(({ id, username, email, reason, confirmed, since }) => (
            <li key={id}>
              <div><strong>@{username}</strong> <span className={form['line2']}>{email} · {confirmed ? m.member_confirmed() : m.member_unconfirmed()} · <Moment at={since} /></span>
                {reason !== '' && <p className={css['reason']} dir="auto">{reason}</p>}</div>
              <div className={css['acts']}>
                <ActButton act="approve" fields={{ id }}>{m.pending_approve()}<span className="unseen">: @{username}</span></ActButton>
                <ActButton act="reject" fields={{ id }} ask={m.pending_reject_ask({ name: `@${username}` })}>{m.pending_reject()}<span className="unseen">: @{username}</span></ActButton>
              </div>
            </li>
          ))}</ul>
        )}
      </Part>
      <Part heading={m.invites_heading()} line={m.invites_line()}>
        {invites.length > 0 && <ul className={form['rows']}>{invites.map(({ id, usesLeft, until }) => (
          <li key={id}><div>{m.invite_uses({ count: usesLeft })} <span className={form['line2']}>{m.filter_until()} <Moment at={until} /></span></div><ActButton act="revoke" fields={{ id }}>{m.invite_revoke()}</ActButton></li>
        ))}</ul>}
        <ActForm act="invite" button={m.invite_make()} made={(link) => (
          <div className={css['made']}><label htmlFor="made-invite" className="label">{m.invite_made()}</label><input id="made-invite" className="input" readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} /></div>
        )}>
          <div className={form['pair']}>
            <TextField name="uses" type="number" label={m.invite_for()} value="1" required /><TextField name="days" type="number" label={m.invite_days()} value="7" required />
          </div>
        </ActForm>
      </Part>
    </SettingsPage>
  );
}
