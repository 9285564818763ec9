/** Being told while no page is open: the switch of this browser, and of what. */

import { useState } from 'react';
import * as m from '../../paraglide/messages.js';
import { wordsOf } from '../../client/notices.ts';
import { ALERTS, usePush } from '../../client/push.ts';
import type { Alert, PushPolicy } from '../../client/push.ts';
import { CheckField, ChoiceField } from './fields.tsx';
import css from './form.module.css';

const alertWords = (alert: Alert): string => ({
  mention: m.alert_mention(), 'perchoir.message': m.alert_message(), status: m.alert_status(), reblog: m.alert_reblog(), favourite: m.alert_favourite(), follow: m.alert_follow(),
  follow_request: m.alert_follow_request(), update: m.alert_update(), poll: m.alert_poll(), quote: m.alert_quote(), quoted_update: m.alert_quoted_update(),
})[alert];

export function PushSwitch() {
  const { state, choice, turnOn, turnOff, choose } = usePush();
  const [said, setSaid] = useState('');
  const act = (does: () => Promise<void>): void => {
    setSaid('');
    does().catch((error: unknown) => setSaid(error instanceof DOMException ? m.push_failed() : wordsOf(error)));
  };
  const line = { unknown: m.list_loading(), unsupported: m.push_unsupported(), denied: m.push_denied(), off: m.push_off(), on: m.push_on() }[state];
  return (
    <>
      <p aria-live="polite">{line}</p>
      {state === 'off' && <p className={css['acts']}><button type="button" className="button" onClick={() => act(turnOn)}>{m.push_turn_on()}</button></p>}
      {state === 'on' && (
        <>
          <p className={css['acts']}><button type="button" className="button" onClick={() => act(turnOff)}>{m.push_turn_off()}</button></p>
          <fieldset className={css['choice']}>
            <legend className="label">{m.push_of()}</legend>
            {ALERTS.map((alert) => (
              <CheckField key={alert} name={`alert-${alert}`} label={alertWords(alert)} on={choice.alerts[alert] === true} onPick={(on) => act(() => choose({ ...choice, alerts: { ...choice.alerts, [alert]: on } }))} />
            ))}
          </fieldset>
          <ChoiceField name="push-policy" label={m.push_from()} value={choice.policy} onPick={(policy) => act(() => choose({ ...choice, policy: policy as PushPolicy }))} options={[
            { value: 'all', label: m.push_all() }, { value: 'followed', label: m.push_followed() }, { value: 'follower', label: m.push_followers() },
          ]} />
        </>
      )}
      {said !== '' && <p className="mistake" aria-live="polite">{said}</p>}
    </>
  );
}
