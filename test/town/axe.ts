/** What axe-core finds wrong with a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Json } from './person.ts';

let script: string | undefined;

/**
 * Each violation in one line, with where it is; none on a page that everybody can use.
 * @param rules those to ask alone, by their ids; without them all
 */
export async function violationsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  script ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Through the protocol of the browser: the page itself runs no script but its own.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(script);
  const options = { resultTypes: ['violations'], ...(rules !== undefined && { runOnly: { type: 'rule', values: rules } }) };
  const { violations } = await page.evaluate<Json>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }: Json) => nodes.map(({ target, failureSummary }: Json) => `${id}: ${target.join(' ')} ${failureSummary}`));
}
