/** What the pages of settings begin with, by the doors of the rooms. */

import type { Static } from 'typebox';
import { getFilter, presentFilter, readFilters } from '#filters';
import type { FilterReply } from '#filters';
import { languageCodes } from '#instance';
import { presentPolicy, readPolicy } from '#notifications';
import type { PolicyReply } from '#notifications';
import { notFound } from '#kit/errors.ts';
import { parseId } from '#kit/ids.ts';
import type { Visit } from './visit.ts';

export type Filter = Static<typeof FilterReply>;
export type Policy = Static<typeof PolicyReply>;

export interface Language {
  readonly code: string;
  readonly name: string;
}

/** The languages that a text can be in, by their names in the language of the page. */
export function languagesFor({ language }: Visit): Language[] {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const order = new Intl.Collator(language);
  return languageCodes.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) => order.compare(a.name, b.name));
}

export const filtersOf = async ({ ctx }: Visit): Promise<Filter[]> => (await readFilters(ctx)).map((filter) => presentFilter(filter) as Filter);

/** @throws Refusal 404 */
export async function filterOf({ ctx }: Visit, id: string | undefined): Promise<Filter> {
  const known = parseId(id ?? '');
  if (known === undefined) throw notFound();
  return presentFilter(await getFilter(ctx, known)) as Filter;
}

export async function policyOf({ ctx }: Visit): Promise<Policy> {
  const { policy, summary } = await readPolicy(ctx);
  return presentPolicy(policy, summary) as Policy;
}
