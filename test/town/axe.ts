/** What axe-core finds wrong with a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Json } from './person.ts';

let script: string | undefined;

/** Which of the rules, and on what. */
export interface Asked {
  /** Those alone, by their ids. */
  readonly only?: readonly string[];
  /** All but those. */
  readonly but?: readonly string[];
  /** An expression in the page for the elements that are looked at; without it the whole document is. */
  readonly on?: string;
}

/** Through the protocol of the browser: the page itself runs no script but its own. */
async function bring(page: Page): Promise<void> {
  script ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(script);
}

/** Each violation in one line, with where it is; none on a page that everybody can use. */
export async function violationsOf(page: Page, { only, but = [], on = 'document' }: Asked = {}): Promise<string[]> {
  await bring(page);
  const options = {
    resultTypes: ['violations'], ...(only !== undefined && { runOnly: { type: 'rule', values: only } }), rules: Object.fromEntries(but.map((rule) => [rule, { enabled: false }])),
  };
  const { violations } = await page.evaluate<Json>(`axe.run(${on}, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }: Json) => nodes.map(({ target, failureSummary }: Json) => `${id}: ${target.join(' ')} ${failureSummary}`));
}
