/** The mail server of the town: takes what is sent, can be away, and refuses mailboxes called `nobody`. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export class MailServer {
  readonly mails: Mail[] = [];
  readonly #port: number;
  #server: SMTPServer | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** At an address of its own that nobody else has; it answers once `start` was called. */
  static async at(): Promise<MailServer> {
    const probe = createServer();
    const port = await new Promise<number>((done) => probe.listen(0, '127.0.0.1', () => done((probe.address() as AddressInfo).port)));
    await new Promise((done) => probe.close(done));
    return new MailServer(port);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      disableReverseLookup: true,
      onRcptTo: ({ address }, _session, done) => done(address.startsWith('nobody@') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const [to] = session.envelope.rcptTo;
          this.mails.push({ to: to?.address ?? '', ...read(Buffer.concat(chunks).toString()) });
          done(null);
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((done) => void server.listen(this.#port, '127.0.0.1', () => done()));
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((done) => void server.close(() => done()));
  }

  /** The first mail to this mailbox that was not taken out yet, within ten seconds. */
  async next(to: string): Promise<Mail> {
    const end = Date.now() + 10_000;
    for (;;) {
      const at = this.mails.findIndex((mail) => mail.to === to);
      if (at >= 0) return this.mails.splice(at, 1)[0] as Mail;
      if (Date.now() > end) throw new Error(`No mail came for ${to}; there are: ${this.mails.map((mail) => mail.to).join(', ')}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}

/** Subject and text as the reader sees them (RFC 2045 section 6, RFC 2047). */
function read(source: string): { subject: string; text: string } {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const lines = head.replace(/\r\n[ \t]+/g, ' ');
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(lines)?.[1]?.toLowerCase();
  const subject = (/^subject: *(.*)$/im.exec(lines)?.[1] ?? '').replace(/\?= =\?/g, '?==?')
    .replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_all, kind: string, coded: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(coded, 'base64').toString() : quoted(coded.replaceAll('_', ' ')));
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString() : encoding === 'quoted-printable' ? quoted(body) : body;
  return { subject, text: text.replaceAll('\r\n', '\n') };
}

const quoted = (text: string): string =>
  Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16))), 'latin1').toString();

/** The one link in a mail, as path and query. */
export function linkIn(mail: { text: string }, path: string): string {
  const [, found] = new RegExp(`https?://[^/\\s]+(${path}\\?token=[\\w-]+)`).exec(mail.text) ?? [];
  if (found === undefined) throw new Error(`No link to ${path} in:\n${mail.text}`);
  return found;
}
