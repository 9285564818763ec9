/** `perchoir verify`: what this software promises about lists and logs, checked from outside by the public API alone. */

import { checkKnown } from './verify/known.ts';
import { logOfAddress, verifyAllLogs, verifyLog } from './verify/log.ts';
import type { Head } from './verify/logs.ts';
import { receiptPath, verifyReceipt } from './verify/receipt.ts';
import type { Report } from './verify/report.ts';
import { NoAnswer, PublicServer } from './verify/server.ts';
import { plainWords, readWords, WordsError } from './words.ts';
import type { Command } from './words.ts';

interface Verified {
  readonly report: Report;
  readonly heads: readonly Head[];
  readonly what: string;
}

const kinds: Readonly<Record<string, (server: PublicServer, url: URL) => Promise<Verified>>> = {
  receipt: async (server, url) => {
    const { report, receipt, span } = await verifyReceipt(server, await receiptPath(server, url));
    return { report, heads: receipt.heads, what: span };
  },
  log: async (server, url) => {
    const account = await logOfAddress(server, url);
    const { report, heads } = account === undefined ? await verifyAllLogs(server) : await verifyLog(server, account);
    return { report, heads, what: account === undefined ? 'all logs that everybody may read' : `the log of account ${account}` };
  },
};

function addressIn(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new WordsError(`"${text}" is no address of a page.`);
  return url;
}

export const verify: Command = {
  summary: 'check a list or a log from outside, by the public API alone',
  help: `perchoir verify receipt URL [--token TOKEN] [--known FILE]
    Whether a list shows everything it should, in its order, and nothing else: URL is the address of a page (https://…/tags/agora,
    /@alice, /rooms/12, /home) or of a receipt. Public lists are computed again from the logs of all authors.
perchoir verify log URL [--token TOKEN] [--known FILE]
    Whether the log of an author (https://…/@alice), or all logs (https://…/), are what their heads say.

    --token (or PERCHOIR_TOKEN)  of an app that may read, for lists that are yours alone
    --known FILE                 compares with the heads kept there before, and keeps those of today
    docs/receipts.md says what is checked, for whoever would rather write their own. Exit code 1: something is wrong.`,
  async run([kind = '', ...rest]) {
    const look = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
    if (look === undefined) throw new WordsError(kind === '' ? 'Verify what? A receipt or a log.' : `There is no "verify ${kind}".`);
    const words = readWords(rest, { token: { type: 'string' }, known: { type: 'string' } });
    const [address = ''] = plainWords(words, 'The address');
    const url = addressIn(address);
    const token = typeof words.values['token'] === 'string' ? words.values['token'] : process.env['PERCHOIR_TOKEN'];
    const begun = performance.now();
    try {
      const server = new PublicServer(url.origin, token);
      const { report, heads, what } = await look(server, url);
      if (typeof words.values['known'] === 'string') await checkKnown(server, words.values['known'], report, heads);
      console.log([`${what}`, ...report.lines(), `${report.isWhole ? 'Whole' : 'NOT WHOLE'} (${((performance.now() - begun) / 1000).toFixed(1)} s)`].join('\n'));
      return report.isWhole ? 0 : 1;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      console.error(error.message);
      return 1;
    }
  },
};
