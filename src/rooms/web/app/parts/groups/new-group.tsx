import { useNavigate } from 'react-router';
import { api } from '../../client/api.ts';
import { GROUPS } from '../../client/groups.ts';
import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { ChoiceField, TextField } from '../settings/fields.tsx';
import { SavedForm } from '../settings/form.tsx';
import { accessOptions, pageIn } from './form.tsx';
import { groupPath } from './frame.tsx';
import css from './groups.module.css';

/** A group in under a minute: a title, and how others come; everything else can wait. */
export function NewGroupForm() {
  const navigate = useNavigate();
  const save = async (data: FormData): Promise<void> => {
    const made = await api.post<Group>(GROUPS, pageIn(data));
    setTimeout(() => void navigate(groupPath(made)));
  };
  return (
    <SavedForm save={save} button={m.group_make()}>
      <TextField name="title" label={m.group_title()} most={100} required />
      <TextField name="purpose" label={m.group_purpose()} hint={m.group_purpose_hint()} most={1000} rows={2} />
      <ChoiceField name="access" label={m.group_access()} value="request" options={accessOptions()} />
      <details className={css['rules']}>
        <summary><h2>{m.group_more()}</h2></summary>
        <TextField name="house_rules" label={m.group_rules()} hint={m.group_rules_hint()} rows={4} />
        <TextField name="tag" label={m.group_tag()} hint={m.group_tag_hint()} />
      </details>
    </SavedForm>
  );
}
