import { useLoaderData } from 'react-router';
import { rulesSetting } from '#instance';
import { notFound } from '#kit/errors.ts';
import * as m from '../../paraglide/messages.js';
import { change, ownerAct, ownerPage } from '../../owner.server.ts';
import { ActButton, ActForm } from '../../parts/settings/act-form.tsx';
import { Part, TextField } from '../../parts/settings/fields.tsx';
import { SettingsPage } from '../../parts/settings/frame.tsx';
import css from '../../parts/settings/owner.module.css';

export const loader = ownerPage(({ visit: { ctx: { settings } } }) => ({ rules: settings.get(rulesSetting) }));

/** Buttons name a rule by its place and by its words: if the list changed meanwhile, another one is not hit. */
export const action = ownerAct((visit, field) => {
  const rules = [...visit.ctx.settings.get(rulesSetting)];
  const rule = { text: field('text').trim(), ...(field('hint').trim() !== '' && { hint: field('hint').trim() }) };
  if (field('act') === 'add') return change(visit, [[rulesSetting as never, [...rules, rule]]]);
  const at = Number(field('at'));
  if (rules[at]?.text !== field('was')) throw notFound();
  const [one] = rules.splice(at, 1);
  if (field('act') === 'edit') rules.splice(at, 0, rule);
  else if (field('act') === 'up' && one !== undefined) rules.splice(Math.max(0, at - 1), 0, one);
  else if (field('act') === 'down' && one !== undefined) rules.splice(at + 1, 0, one);
  else if (field('act') !== 'remove') throw notFound();
  return change(visit, [[rulesSetting as never, rules]]);
});

export const meta = () => [{ title: m.owner_rules() }];

export default function Rules() {
  const { rules } = useLoaderData<typeof loader>();
  return (
    <SettingsPage heading={m.owner_rules()} back="/owner" backWord={m.nav_owner()} line={m.rules_line()}>
      <ol>{rules.map(({ text, hint }, at) => {
        const named = { at: String(at), was: text };
        return (
          <li key={text} className={css['rule']}>
            <p><strong>{at + 1}. {text}</strong>{hint !== undefined && <span className="hint"> {hint}</span>}</p>
            <div className={css['acts']}>
              {at > 0 && <ActButton act="up" fields={named}>{m.rule_up()}<span className="unseen">: {text}</span></ActButton>}
              {at < rules.length - 1 && <ActButton act="down" fields={named}>{m.rule_down()}<span className="unseen">: {text}</span></ActButton>}
              <ActButton act="remove" fields={named}>{m.rule_remove()}<span className="unseen">: {text}</span></ActButton>
            </div>
            <details>
              <summary>{m.rule_edit()}<span className="unseen">: {text}</span></summary>
              <ActForm act="edit"><input type="hidden" name="at" value={at} /><input type="hidden" name="was" value={text} />
                <TextField name="text" label={m.rule_text()} value={text} required /><TextField name="hint" label={m.rule_hint()} value={hint} rows={2} />
              </ActForm>
            </details>
          </li>
        );
      })}</ol>
      <Part heading={m.rule_new()}>
        <ActForm act="add" button={m.rule_add()} fresh>
          <TextField name="text" label={m.rule_text()} required /><TextField name="hint" label={m.rule_hint()} rows={2} />
        </ActForm>
      </Part>
    </SettingsPage>
  );
}
