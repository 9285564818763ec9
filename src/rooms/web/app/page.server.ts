/** What the loaders of all pages share: the visit, and refusals turned into pages. */

import { data } from 'react-router';
import type { LoaderFunctionArgs } from 'react-router';
import { Refusal } from '#kit/errors.ts';
import { visitContext } from './visit.ts';
import type { Visit } from './visit.ts';

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
      throw data({ error: error.message }, { status: error.status });
    }
  };
}
