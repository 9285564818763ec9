/**
 * Mail to one person, as plain text: confirmations, resets, what they asked to be told. Without an SMTP server there is
 * none, and `enabled` says so; the operator's commands then give the same links.
 */

import { createTransport } from 'nodemailer';
import type { Log } from './log.ts';
import { isEmailAddress, normaliseEmail } from './mail-address.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** The SMTP server says that there is no such mailbox: trying again would not help. */
export class MailRefused extends Error {}

export interface Mailer {
  readonly enabled: boolean;
  /** The last mail was not taken: those asked for now may come later. */
  readonly late: boolean;
  /**
   * Resolves once the SMTP server has taken the mail; throws if it did not, or within half a minute if it does not answer.
   * Whoever promises delivery calls this from a job that tries again.
   */
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface MailerOptions {
  /** `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…:465`. */
  smtpUrl?: string | undefined;
  /** `address` or `Name <address>`. */
  from: string;
  log: Pick<Log, 'warn'>;
}

/** One line of a header, RFC 5322 section 2.1.1, with room for encoding. */
const MAX_SUBJECT = 250;
const MAX_TEXT = 100_000;
const TIMEOUTS_MS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 };

/** Line ends and other control characters, which in a header begin a header of the attacker's. */
const CONTROL = /[\u0000-\u001f\u007f\u0080-\u009f\u2028\u2029]/u;

function parseFrom(from: string): { name: string; address: string } {
  const open = from.endsWith('>') ? from.lastIndexOf('<') : -1;
  const written = open < 0 ? from : from.slice(open + 1, -1);
  const address = CONTROL.test(from) ? undefined : normaliseEmail(written);
  if (address === undefined) throw new TypeError(`Mail cannot be sent from "${from}": write name@example.org or Name <name@example.org>`);
  return { name: open < 0 ? '' : from.slice(0, open).trim(), address };
}

function parseSmtpUrl(smtpUrl: string): string {
  const protocol = URL.parse(smtpUrl)?.protocol;
  // The address holds a password, so the message does not repeat it.
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw new TypeError('The SMTP address must begin with smtp:// or smtps://');
  return smtpUrl;
}

/** Throws TypeError for settings with which no mail could ever leave, so that a start says so. */
export function createMailer({ smtpUrl, from, log }: MailerOptions): Mailer {
  if (smtpUrl === undefined || smtpUrl === '') {
    return {
      enabled: false,
      late: false,
      send: async () => {
        throw new Error('Mail is not set up on this server');
      },
      close: () => undefined,
    };
  }
  const sender = parseFrom(from);
  const transport = createTransport({
    url: parseSmtpUrl(smtpUrl),
    ...TIMEOUTS_MS,
    // A mail is what we wrote: nothing in it may make the library open files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let late = false;
  return {
    enabled: true,
    get late() {
      return late;
    },
    send: async (mail) => {
      checkMail(mail);
      try {
        await transport.sendMail({
          from: sender,
          to: { name: '', address: normaliseEmail(mail.to) ?? '' },
          subject: mail.subject,
          text: mail.text,
          // RFC 3834: keeps holiday replies from being sent to a mailbox nobody reads.
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        late = false;
      } catch (error) {
        if (isRefusedForGood(error)) throw new MailRefused('The SMTP server knows no such mailbox', { cause: error });
        late = true;
        log.warn({ err: error }, 'a mail was not taken by the SMTP server');
        throw error;
      }
    },
    close: () => transport.close(),
  };
}

/** RFC 5321 section 4.2.1: 5yz is permanent. Only what is said of the mailbox counts, not a wrong password of ours. */
function isRefusedForGood(error: unknown): boolean {
  const { code, command, responseCode } = error as { code?: unknown; command?: unknown; responseCode?: unknown };
  return code === 'EENVELOPE' && command === 'RCPT TO' && typeof responseCode === 'number' && responseCode >= 500;
}

function checkMail({ to, subject, text }: Mail): void {
  if (!isEmailAddress(to) || CONTROL.test(to)) throw new TypeError('A mail needs one valid address');
  if (CONTROL.test(subject) || subject.length > MAX_SUBJECT) throw new TypeError('A subject is one line of at most 250 characters');
  if (text.length > MAX_TEXT) throw new TypeError('A mail has at most 100,000 characters');
}
