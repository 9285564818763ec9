/** Requests by pages of ours, in the name of whoever is signed in at the browser. */

import type { IncomingHttpHeaders } from 'node:http';
import { forbidden, unauthorised } from '#kit/errors.ts';
import type { House } from '../house.ts';
import type { Caller } from './route.ts';

/** The protocol that such a page offers when it opens a socket, for which it can set no header. */
export const SESSION_PROTOCOL = 'perchoir.session';

const FOREIGN = 'Only pages of this server may call by their session';
const NOBODY = 'Nobody is signed in at this browser';

/** `Authorization: Session`, with nothing after it. */
export const isSessionCall = (authorization: string): boolean => /^session$/i.test(authorization);

/**
 * Who is signed in at the browser that asks by `Authorization: Session`. A page of another origin cannot send that header with
 * cookies (CORS asks us first, and we never allow credentials); what the browser says about the page is held against it too.
 * @throws Refusal 403 for another origin, 401 when nobody is signed in.
 */
export function callerAtBrowser(house: House, headers: IncomingHttpHeaders, unconfirmed?: boolean): Caller | Promise<Caller> {
  const { origin, 'sec-fetch-site': site } = headers;
  const ours = (origin === undefined || origin === house.config.origin) && (site === undefined || site === 'same-origin');
  if (!ours) throw forbidden(FOREIGN);
  return findSigned(house, headers, unconfirmed);
}

/** The same for a socket: its page has to name its origin, since no header of ours guards a socket. @throws Refusal 403, 401. */
export function callerAtSocket(house: House, headers: IncomingHttpHeaders): Caller | Promise<Caller> {
  if (headers.origin !== house.config.origin) throw forbidden(FOREIGN);
  return findSigned(house, headers);
}

function findSigned(house: House, { cookie }: IncomingHttpHeaders, unconfirmed?: boolean): Caller | Promise<Caller> {
  const find = house.rooms.find((room) => room.authenticateSession)?.authenticateSession;
  const found = find?.(house, cookie, unconfirmed);
  return found instanceof Promise ? found.then(signed) : signed(found);
}

function signed(caller: Caller | undefined): Caller {
  if (caller === undefined) throw unauthorised(NOBODY);
  return caller;
}
