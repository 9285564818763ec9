/** The page of a group, to be filled in: only the title is needed. */

import type { Group } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { ChoiceField, TextField } from '../settings/fields.tsx';

export const accessOptions = () => [
  { value: 'public', label: m.group_public(), hint: m.group_public_hint() }, { value: 'request', label: m.group_request(), hint: m.group_request_hint() }, { value: 'secret', label: m.group_secret(), hint: m.group_secret_hint() },
];

/** What the form says of the page. */
export const pageIn = (data: FormData): Record<string, string> =>
  Object.fromEntries(['title', 'purpose', 'access', 'house_rules', 'tag', 'handle'].flatMap((name) => (data.get(name) === null ? [] : [[name, String(data.get(name))]])));

export function PageFields({ group }: { group?: Group }) {
  return (
    <>
      <TextField name="title" label={m.group_title()} value={group?.title} most={100} required />
      <TextField name="purpose" label={m.group_purpose()} hint={m.group_purpose_hint()} value={group?.purpose} most={1000} rows={3} />
      <ChoiceField name="access" label={m.group_access()} value={group?.access ?? 'request'} options={accessOptions()} />
      <TextField name="house_rules" label={m.group_rules()} hint={m.group_rules_hint()} value={group?.house_rules} rows={4} />
      <TextField name="tag" label={m.group_tag()} hint={m.group_tag_hint()} value={group?.tag} />
      {group !== undefined && <TextField name="handle" label={m.group_handle()} hint={m.group_handle_hint()} value={group.handle ?? ''} most={40} />}
    </>
  );
}
