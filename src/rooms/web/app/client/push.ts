/** Being told while no page is open: the switch of this browser. */

import { useCallback, useEffect, useState } from 'react';
import { ApiError, api } from './api.ts';

const PATH = '/api/v1/push/subscription';
export const ALERTS = ['mention', 'perchoir.message', 'status', 'reblog', 'favourite', 'follow', 'follow_request', 'update', 'poll', 'quote', 'quoted_update'] as const;
export type Alert = (typeof ALERTS)[number];
export type PushPolicy = 'all' | 'followed' | 'follower' | 'none';

export interface PushChoice {
  readonly alerts: Readonly<Partial<Record<Alert, boolean>>>;
  readonly policy: PushPolicy;
}

/** `denied`: the browser was told never to ask; only its own settings change that. */
export type PushState = 'unknown' | 'unsupported' | 'denied' | 'off' | 'on';

const USUAL: PushChoice = { alerts: { mention: true, 'perchoir.message': true, follow: true, follow_request: true, quote: true, poll: true }, policy: 'all' };

const isSupported = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function subscriptionOf(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** What the server was told to tell this browser; undefined where that is nothing. */
async function readChoice(): Promise<PushChoice | undefined> {
  try {
    const { alerts, policy } = await api.get<PushChoice>(PATH);
    return { alerts, policy };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

async function subscribe(choice: PushChoice): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const { configuration } = await api.get<{ configuration: { vapid: { public_key: string } } }>('/api/v2/instance');
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: configuration.vapid.public_key });
  const { endpoint, keys } = made.toJSON();
  await api.post(PATH, { subscription: { endpoint, standard: true, keys }, data: choice });
}

export interface Push {
  readonly state: PushState;
  readonly choice: PushChoice;
  /** Asks the browser's owner first. @throws ApiError, or what the push service of the browser said */
  readonly turnOn: () => Promise<void>;
  readonly turnOff: () => Promise<void>;
  readonly choose: (choice: PushChoice) => Promise<void>;
}

export function usePush(): Push {
  const [state, setState] = useState<PushState>('unknown');
  const [choice, setChoice] = useState(USUAL);
  useEffect(() => {
    const read = async (): Promise<void> => {
      if (!isSupported()) return setState('unsupported');
      if (Notification.permission === 'denied') return setState('denied');
      const [subscription, found] = await Promise.all([subscriptionOf(), readChoice()]);
      if (found !== undefined) setChoice(found);
      // After a new password the server has forgotten it: then it is off, whatever the browser holds.
      setState(subscription !== null && found !== undefined ? 'on' : 'off');
    };
    read().catch(() => setState('off'));
  }, []);
  const turnOn = useCallback(async () => {
    const answer = await Notification.requestPermission();
    if (answer !== 'granted') return setState(answer === 'denied' ? 'denied' : 'off');
    await subscribe(choice);
    setState('on');
  }, [choice]);
  const turnOff = useCallback(async () => {
    await api.delete(PATH);
    await (await subscriptionOf())?.unsubscribe();
    setState('off');
  }, []);
  const choose = useCallback(async (next: PushChoice) => {
    setChoice(next);
    if (state === 'on') await api.put(PATH, { data: next });
  }, [state]);
  return { state, choice, turnOn, turnOff, choose };
}
