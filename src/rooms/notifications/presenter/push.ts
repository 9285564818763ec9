/** Push subscriptions as the client API has them. */

import type { Alert, PushChoice, Subscription } from '../types.ts';
import { NAMES } from './lines.ts';

const ALERTS = Object.entries({ ...NAMES, message: 'perchoir.message', signUp: 'admin.sign_up', report: 'admin.report' }) as [Alert, string][];

/** The field's names of all that an app may want to be told of. */
export const ALERT_NAMES: readonly string[] = ALERTS.map(([, name]) => name);

/** Those that are switched on. */
export function alertsNamed(named: Readonly<Record<string, boolean | undefined>> | undefined): Alert[] {
  return ALERTS.filter(([, name]) => named?.[name] === true).map(([alert]) => alert);
}

/** The WebPushSubscription entity. */
export function presentSubscription(subscription: Pick<Subscription, 'id' | 'endpoint' | 'standard'> & PushChoice, serverKey: string): object {
  return {
    id: String(subscription.id),
    endpoint: subscription.endpoint,
    standard: subscription.standard,
    alerts: Object.fromEntries(ALERTS.map(([alert, name]) => [name, subscription.alerts.includes(alert)])),
    policy: subscription.policy,
    server_key: serverKey,
  };
}
