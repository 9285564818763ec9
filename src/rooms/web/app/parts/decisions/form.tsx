/** What is proposed: in words, and what its adoption is to do. */

import { useState } from 'react';
import type { Group, GroupMember, GroupRole, Proposal } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { nameOf } from '../name.tsx';
import { ChoiceField, SelectField, TextField } from '../settings/fields.tsx';
import { subjectWord } from './words.ts';

type Subject = Proposal['subject'];
const SUBJECTS: readonly Subject[] = ['plain', 'role', 'end_role', 'rules', 'steward'];
const HINTS: Partial<Record<Subject, () => string>> = { plain: m.decide_plain_hint, role: m.decide_role_hint, rules: m.decide_rules_hint, steward: m.decide_steward_hint };

interface Choices {
  readonly people: readonly GroupMember[];
  readonly roles: readonly GroupRole[];
}

/** A day as a date field has it. */
const dayIn = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const MONTHS_3 = 91;

function RoleFields({ people, proposal }: Pick<Choices, 'people'> & { proposal: Proposal | undefined }) {
  const role = proposal?.terms.role;
  return (
    <>
      <TextField name="role_title" label={m.decide_role_title()} value={role?.title} most={120} required />
      <TextField name="role_purpose" label={m.decide_role_purpose()} value={role?.purpose} rows={2} most={1000} required />
      <TextField name="role_domain" label={m.decide_role_domain()} value={role?.domain} rows={2} most={1000} />
      <SelectField name="role_holder" label={m.decide_role_holder()} value={role?.holder_id ?? ''} options={people.map(({ account }) => ({ value: account.id, label: `${nameOf(account)} (@${account.acct})` }))} />
      <TextField name="role_until" type="date" label={m.decide_role_until()} value={role?.term_ends_at.slice(0, 10) ?? dayIn(MONTHS_3)} required />
    </>
  );
}

/** Only what makes sense in this group can be chosen. */
function choosable(group: Group, { people, roles }: Choices): readonly Subject[] {
  return SUBJECTS.filter((subject) => (subject === 'end_role' ? roles.length > 0 : subject === 'steward' ? people.some(({ steward }) => steward) : group.state === 'open'));
}

export function ProposalForm({ group, people, roles, proposal, subject: first, role }: Choices & { group: Group; proposal: Proposal | undefined; subject: string; role: string }) {
  const all = choosable(group, { people, roles });
  const [subject, setSubject] = useState<Subject>(proposal?.subject ?? all.find((one) => one === first) ?? 'plain');
  return (
    <>
      {proposal === undefined && <ChoiceField name="subject" label={m.decide_kind()} value={subject} onPick={(one) => setSubject(one as Subject)} options={all.map((value) => ({ value, label: subjectWord(value), ...(HINTS[value] !== undefined && { hint: HINTS[value]() }) }))} />}
      <TextField name="title" label={m.decide_title()} value={proposal?.title} most={120} required />
      <TextField name="text" label={m.decide_text()} value={proposal?.text} most={5000} rows={5} />
      {subject === 'role' && <RoleFields people={people} proposal={proposal} />}
      {subject === 'rules' && <TextField name="house_rules" label={m.decide_new_rules()} value={proposal?.terms.house_rules ?? group.house_rules} most={10_000} rows={6} />}
      {proposal === undefined && subject === 'end_role' && <SelectField name="role_id" label={m.decide_role_which()} value={role} options={roles.map(({ id, title, holder }) => ({ value: id, label: holder === null ? title : `${title} · ${nameOf(holder)}` }))} />}
      {proposal === undefined && subject === 'steward' && <SelectField name="steward_id" label={m.decide_steward_who()} value="" options={people.filter(({ steward }) => steward).map(({ account }) => ({ value: account.id, label: nameOf(account) }))} />}
    </>
  );
}

/** The same as the API takes it. @param fixed what it is about, where that is not chosen any more */
export function wishIn(data: FormData, fixed: Subject | undefined): object {
  const text = (name: string): string => String(data.get(name) ?? '');
  const subject = fixed ?? (text('subject') as Subject);
  const role = {
    title: text('role_title'), purpose: text('role_purpose'), domain: text('role_domain'), holder_id: text('role_holder'),
    // Until that day is over, where it is proposed.
    term_ends_at: text('role_until') === '' ? '' : new Date(`${text('role_until')}T23:59:00`).toISOString(),
  };
  return {
    ...(fixed === undefined && { subject }), title: text('title'), text: text('text'),
    ...(subject === 'role' && { role }), ...(subject === 'rules' && { house_rules: text('house_rules') }),
    ...(fixed === undefined && subject === 'end_role' && { role_id: text('role_id') }), ...(fixed === undefined && subject === 'steward' && { steward_id: text('steward_id') }),
  };
}
