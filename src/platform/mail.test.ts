import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MailRefused, createMailer } from './mail.ts';
import type { Mailer } from './mail.ts';

interface Taken {
  from: string;
  to: string[];
  source: string;
}

const warned: object[] = [];
const log = { warn: (fields: object) => void warned.push(fields) };
const taken: Taken[] = [];
const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: true,
  disableReverseLookup: true,
  onAuth: (auth, _session, done) =>
    auth.username === 'town' && auth.password === 'secret word' ? done(null, { user: 'town' }) : done(new Error('wrong password')),
  onRcptTo: (to, _session, done) => done(to.address.startsWith('refused@') ? new Error('no such mailbox') : null),
  onData: (stream, session, done) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const { mailFrom, rcptTo } = session.envelope;
      taken.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((to) => to.address), source: Buffer.concat(chunks).toString() });
      done(null);
    });
  },
});
smtp.on('error', () => undefined);

let url = '';
beforeAll(async () => {
  const server = await new Promise<Server>((done) => {
    const listening: Server = smtp.listen(0, '127.0.0.1', () => done(listening));
  });
  url = `smtp://town:secret%20word@127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((done) => void smtp.close(() => done())));

const open: Mailer[] = [];
afterEach(() => {
  for (const mailer of open.splice(0)) mailer.close();
  taken.length = 0;
  warned.length = 0;
});
function mailer(more: Partial<Parameters<typeof createMailer>[0]> = {}): Mailer {
  const made = createMailer({ smtpUrl: url, from: 'La Perchoir <no-reply@perchoir.example>', log, ...more });
  open.push(made);
  return made;
}
const mail = { to: 'alice@example.org', subject: 'Réinitialiser 🔑', text: 'Bonjour Alice,\n\n.\nvoici le lien.\n' };

test('a mail arrives at one person as plain text, with what was written', async () => {
  await mailer().send(mail);
  expect(taken).toHaveLength(1);
  const { from, to, source } = taken[0]!;
  expect({ from, to }).toEqual({ from: 'no-reply@perchoir.example', to: ['alice@example.org'] });
  expect(source).toContain('From: La Perchoir <no-reply@perchoir.example>\r\n');
  expect(source).toContain('To: alice@example.org\r\n');
  expect(source).toMatch(/Subject: =\?UTF-8\?/);
  expect(source).toContain('Content-Type: text/plain; charset=utf-8\r\n');
  expect(source).toContain('Auto-Submitted: auto-generated\r\n');
  expect(source).toContain('Bonjour Alice,\r\n\r\n.\r\nvoici le lien.');
  expect(source).not.toContain('text/html');
});

test('several at once all arrive', async () => {
  const sender = mailer();
  await Promise.all(Array.from({ length: 10 }, (_, index) => sender.send({ ...mail, to: `person${index}@example.org` })));
  expect(new Set(taken.map(({ to }) => to.join()))).toHaveLength(10);
});

describe('nothing a person types becomes a header or a second address', () => {
  test.each(['alice@example.org\r\nBcc: eve@example.org', 'alice@example.org,eve@example.org', 'alice@example.org\n', 'Alice <alice@example.org>', '<alice@example.org>', 'alice@example.org eve@example.org', '', 'alice', '"alice\r\n"@example.org', 'alice@example.org> RCPT TO:<eve@example.org'])(
    'to %j is refused',
    async (to) => {
      await expect(mailer().send({ ...mail, to })).rejects.toThrow('A mail needs one valid address');
      expect(taken).toEqual([]);
    },
  );

  test.each(['Hello\r\nBcc: eve@example.org', 'Hello\nX-A: b', 'Hello\rX', 'Hello\u0000', 'Hello\u2028X', 'x'.repeat(251)])(
    'subject %j is refused',
    async (subject) => {
      await expect(mailer().send({ ...mail, subject })).rejects.toThrow('A subject is one line');
      expect(taken).toEqual([]);
    },
  );

  test('a text that plays at being headers stays text', async () => {
    await mailer().send({ ...mail, text: '\r\n.\r\nMAIL FROM:<eve@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nBcc: bob@example.org\r\n.\r\n' });
    expect(taken).toHaveLength(1);
    expect(taken[0]?.to).toEqual(['alice@example.org']);
    expect(taken[0]?.source.split('\r\n\r\n')[0]).not.toMatch(/bob|eve/);
  });

  test('a text without end is refused', async () => {
    await expect(mailer().send({ ...mail, text: 'x'.repeat(100_001) })).rejects.toThrow('100,000 characters');
  });
});

describe('when mail cannot be sent', () => {
  test('a mailbox that does not exist is an error of its own, and none of the server', async () => {
    const one = mailer();
    await expect(one.send({ ...mail, to: 'refused@example.org' })).rejects.toBeInstanceOf(MailRefused);
    expect([one.late, warned.length]).toEqual([false, 0]);
  });

  test('a server that is not there makes mail late, with a warning without the text of the mail', async () => {
    const one = mailer({ smtpUrl: 'smtp://127.0.0.1:1' });
    await expect(one.send(mail)).rejects.toThrow('ECONNREFUSED');
    expect([one.late, warned.length]).toEqual([true, 1]);
    expect(JSON.stringify(warned)).not.toContain('voici le lien');
  });

  test('a wrong password is an error that does not repeat it', async () => {
    const error = await mailer({ smtpUrl: url.replace('secret', 'other') }).send(mail).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('other word');
  });

  test('a server that hangs up, and one that is not there, are errors', async () => {
    const rude = createServer((socket) => socket.destroy());
    await new Promise<void>((done) => rude.listen(0, '127.0.0.1', done));
    const smtpUrl = `smtp://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    await expect(mailer({ smtpUrl }).send(mail)).rejects.toBeInstanceOf(Error);
    await new Promise((done) => rude.close(done));
    await expect(mailer({ smtpUrl }).send(mail)).rejects.toThrow('ECONNREFUSED');
  });

  test('without an SMTP server there is none, and it says so', async () => {
    const none = mailer({ smtpUrl: undefined });
    expect(none.enabled).toBe(false);
    await expect(none.send(mail)).rejects.toThrow('not set up');
    expect(mailer().enabled).toBe(true);
  });

  test.each(['mail.example.org', 'http://mail.example.org', 'smtp//x'])('the address %s stops the start with a clear message', (smtpUrl) => {
    expect(() => mailer({ smtpUrl })).toThrow('must begin with smtp:// or smtps://');
  });

  test.each(['Perchoir', 'a@b', 'A <a@example.org>\r\nBcc: b@example.org', 'A <>'])('the sender %j stops the start', (from) => {
    expect(() => mailer({ from })).toThrow('Mail cannot be sent from');
  });
});
