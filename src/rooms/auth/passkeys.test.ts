// Passkeys, with a device made of a key pair: what it signs gets in once, from the right place only.
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN, PASSWORD, openTown } from '#town';
import type { Town } from '#town';

let town: Town;

beforeAll(async () => {
  town = await openTown();
  await town.person('alice');
});

afterAll(() => town.close());

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();
const bytes = (...parts: (number | Buffer)[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));

/** An authenticator that holds one ES256 key (WebAuthn level 3, sections 6.1 and 6.5; CBOR by hand). */
class Device {
  readonly id = randomBytes(16);
  readonly #key: KeyObject;
  readonly #publicKey: Buffer;
  counter = 0;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    const point = (label: number, text: string): Buffer => bytes(label, 0x58, 32, Buffer.from(text, 'base64url'));
    this.#publicKey = bytes(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, point(0x21, x), point(0x22, y));
  }

  #base(flags: number, host: string): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(++this.counter);
    return bytes(sha256(host), flags, counter);
  }

  #answer(response: Record<string, Buffer>): object {
    const encoded = Object.fromEntries(Object.entries(response).map(([name, value]) => [name, value.toString('base64url')]));
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response: encoded };
  }

  #client(type: string, challenge: string, origin: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  create(challenge: string, origin = ORIGIN): object {
    const host = new URL(ORIGIN).hostname;
    const made = bytes(this.#base(0x45, host), Buffer.alloc(16), 0, this.id.length, this.id, this.#publicKey);
    const text = (word: string): Buffer => bytes(0x60 + word.length, Buffer.from(word));
    const attestationObject = bytes(0xa3, text('fmt'), text('none'), text('attStmt'), 0xa0, text('authData'), 0x58, made.length, made);
    return this.#answer({ clientDataJSON: this.#client('webauthn.create', challenge, origin), attestationObject });
  }

  get(challenge: string, { origin = ORIGIN, host = new URL(ORIGIN).hostname } = {}): object {
    const authenticatorData = this.#base(0x05, host);
    const clientDataJSON = this.#client('webauthn.get', challenge, origin);
    const signature = createSign('sha256').update(bytes(authenticatorData, sha256(clientDataJSON))).sign(this.#key);
    return this.#answer({ clientDataJSON, authenticatorData, signature });
  }
}

/** A browser as the script of the page is in it. */
class Page {
  readonly #cookies = new Map<string, string>();
  #token = '';

  async open(path: string): Promise<string> {
    const answer = await town.visitor.get(path, { headers: { cookie: this.#cookie() } });
    this.#keep(answer.headers);
    this.#token = /name="form_token" value="([^"]+)"/.exec(answer.text)?.[1] ?? '';
    return answer.text;
  }

  async post(path: string, body: object) {
    const headers = { cookie: this.#cookie(), origin: ORIGIN, accept: 'application/json' };
    const answer = await town.visitor.post(path, { form_token: this.#token, ...body }, { headers });
    this.#keep(answer.headers);
    return answer;
  }

  #cookie = (): string => [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  #keep(headers: Headers): void {
    for (const line of headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
  }
}

async function inside(): Promise<Page> {
  const page = new Page();
  await page.open('/auth/sign_in');
  expect((await page.post('/auth/sign_in', { username: 'alice', password: PASSWORD })).status).toBe(303);
  await page.open('/settings/security');
  return page;
}

test('a passkey is added with the password and signs in once for each challenge, from this place only', async () => {
  const device = new Device();
  const page = await inside();
  expect((await page.post('/settings/passkeys/offer', { current_password: 'wrong' })).status).toBe(422);
  const offer = async (): Promise<string> => (await page.post('/settings/passkeys/offer', { current_password: PASSWORD })).body.challenge;
  expect((await page.post('/settings/passkeys', { response: device.create(await offer(), 'https://evil.example') })).status).toBe(422);
  expect((await page.post('/settings/passkeys', { response: device.create(randomBytes(32).toString('base64url')) })).status).toBe(422);
  expect((await page.post('/settings/passkeys', { name: 'My key', response: device.create(await offer()) })).body).toEqual({ onward: '/settings/security' });
  expect(await page.open('/settings/security')).toContain('My key');

  const stranger = new Page();
  await stranger.open('/auth/sign_in');
  const ask = async (): Promise<string> => (await stranger.post('/auth/passkey/ask', {})).body.challenge;
  const enter = (response: object) => stranger.post('/auth/passkey', { response, return_to: '/settings/security' });
  expect((await enter(device.get(await ask(), { origin: 'https://evil.example' }))).status).toBe(422);
  expect((await enter(device.get(await ask(), { host: 'evil.example' }))).status).toBe(422);
  expect((await enter(new Device().get(await ask()))).status).toBe(422);
  const first = device.get(await ask());
  expect((await enter(first)).body).toEqual({ onward: '/settings/security' });
  expect(await stranger.open('/settings/security')).toContain('signed in as @alice');
  expect((await enter(first)).status).toBe(422);
  device.counter = 0;
  expect((await enter(device.get(await ask()))).status).toBe(422);
});

test.each([{}, { response: {} }, { response: { id: 5 } }, { response: { id: 'x', response: null } }, { response: 'text' }])(
  'an answer that is none is refused: %j', async (body) => {
    const page = new Page();
    await page.open('/auth/sign_in');
    expect((await page.post('/auth/passkey', body)).status).toBe(422);
    expect((await (await inside()).post('/settings/passkeys', body)).status).toBe(422);
  });
