/** What axe-core finds wrong with a page as it stands. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Json } from './person.ts';

let script: string | undefined;

/** Each violation in one line, with where it is; none on a page that everybody can use. */
export async function violationsOf(page: Page): Promise<string[]> {
  script ??= readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Through the protocol of the browser: the page itself runs no script but its own.
  await page.evaluate(script);
  const { violations } = await page.evaluate<Json>('axe.run(document, { resultTypes: ["violations"] })');
  return violations.flatMap(({ id, nodes }: Json) => nodes.map(({ target, failureSummary }: Json) => `${id}: ${target.join(' ')} ${failureSummary}`));
}
