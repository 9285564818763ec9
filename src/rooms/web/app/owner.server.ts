/** What the pages of whoever runs the server have in common. For anybody else there is nothing at their addresses. */

import { data } from 'react-router';
import type { ActionFunctionArgs, LoaderFunctionArgs } from 'react-router';
import { Refusal, notFound } from '#kit/errors.ts';
import type { FieldError } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Id } from '#kit/ids.ts';
import type { SettingToken } from '#platform/settings.ts';
import { page } from './page.server.ts';
import type { Asked } from './page.server.ts';
import { visitContext } from './visit.ts';
import type { Visit } from './visit.ts';

function refuseOthers(visit: Visit): void {
  if (visit.me?.role !== 'owner') throw notFound();
}

/** A loader for the owner. */
export function ownerPage<T>(load: (asked: Asked) => T | Promise<T>): (args: LoaderFunctionArgs) => Promise<T> {
  return page((asked) => {
    refuseOthers(asked.visit);
    return load(asked);
  });
}

/** What came of a form. `made`: something to be shown once. */
export interface Outcome {
  readonly saved: boolean;
  readonly made?: string;
  readonly error?: string;
  readonly details?: Readonly<Record<string, readonly FieldError[]>>;
}

export type Fields = (name: string) => string;

/** What a form of the owner's does. A refusal goes back to the form, which keeps what was typed. */
export function ownerAct(does: (visit: Visit, field: Fields) => Promise<string | undefined | void>) {
  return async ({ context, request }: ActionFunctionArgs) => {
    const visit = context.get(visitContext);
    const sent = await request.formData();
    try {
      refuseOthers(visit);
      const made = await does(visit, (name) => String(sent.get(name) ?? ''));
      return data<Outcome>({ saved: true, ...(typeof made === 'string' && { made }) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return data<Outcome>({ saved: false, error: error.message, ...(error.details && { details: error.details }) }, { status: error.status });
    }
  };
}

/** The thing that a button stands beside. @throws Refusal 404 */
export function idIn(field: Fields): Id {
  const id = parseId(field('id'));
  if (id === undefined) throw notFound();
  return id;
}

/** Changes settings together, each held to what it may be. */
export async function change(visit: Visit, values: readonly (readonly [SettingToken<never> | SettingToken<string>, unknown])[]): Promise<void> {
  for (const [{ key }, value] of values) await visit.ctx.settings.change(visit.ctx, key, value);
}
