/** What a person does when an app asks for leave: signs in on the page, agrees, and copies the code where it is shown. */
import { PASSWORD } from '../town.ts';
import type { Town } from '../town.ts';
import { Browser } from './browser.ts';

/** The code that the page shows to an app which has no address to come back to. */
export async function consentTo(town: Town, username: string, address: string): Promise<string> {
  const browser = new Browser(town.base, town.house.config.origin);
  await browser.open(address);
  await browser.submit({ username, password: PASSWORD });
  const page = await browser.submit({}, /authori[sz]e|allow|approve|autoriser|yes/i);
  const [, code] = /<code class="code">([^<]+)/.exec(page.html) ?? [];
  if (code === undefined) throw new Error(`No code is shown at ${page.address} (${page.status}): ${page.html.slice(0, 800)}`);
  return code;
}
