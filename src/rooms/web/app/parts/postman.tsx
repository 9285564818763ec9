import { useEffect } from 'react';
import { notice } from '../client/notices.ts';
import { useOutbox } from '../client/outbox.ts';
import * as m from '../paraglide/messages.js';

/** On every page of a member: sends what waits for a connection, and says when something was refused. */
export function Postman({ account }: { account: string }) {
  const count = useOutbox(account).refused.length;
  useEffect(() => {
    if (count > 0) notice(m.outbox_refused());
  }, [count]);
  return null;
}
