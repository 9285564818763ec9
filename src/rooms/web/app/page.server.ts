/** What the loaders of all pages share: the visit, and refusals turned into pages. */

import { data, redirect } from 'react-router';
import type { LoaderFunctionArgs } from 'react-router';
import { Refusal } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { visitContext } from './visit.ts';
import type { Me, Visit } from './visit.ts';

export interface Asked {
  readonly visit: Visit;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly url: URL;
  readonly request: Request;
}

/** A loader that is told of the visit. What a door refuses becomes a page that says so, with the status of the refusal. */
export function page<T>(load: (asked: Asked) => T | Promise<T>): (args: LoaderFunctionArgs) => Promise<T> {
  return async ({ context, params, request }) => {
    try {
      return await load({ visit: context.get(visitContext), params, url: new URL(request.url), request });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw data({ error: error.message, retry_after: error.retryAfter }, { status: error.status });
    }
  };
}

/** A visit by somebody who is signed in. */
export interface MemberVisit extends Visit {
  readonly me: Me;
  readonly viewer: Id;
}

/** A loader for members alone: a visitor is led to the door, and back here afterwards. */
export function memberPage<T>(load: (asked: Asked & { readonly visit: MemberVisit }) => T | Promise<T>): (args: LoaderFunctionArgs) => Promise<T> {
  return page((asked) => {
    const { me, viewer } = asked.visit;
    if (me !== undefined && viewer !== undefined) return load({ ...asked, visit: { ...asked.visit, me, viewer } });
    const back = asked.url.pathname.replace(/\.data$/, '') + asked.url.search;
    throw redirect(`/auth/sign_in?return_to=${encodeURIComponent(back)}`);
  });
}
