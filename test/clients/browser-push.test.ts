// A push as a browser gets one: keys and secret made, sent and used by its own WebCrypto; only the push service is ours.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTown } from '#town';
import type { Json, Town } from '#town';
import { openChromium } from '#test/town/chromium.ts';
import type { Chromium } from '#test/town/chromium.ts';
import { INSTALL_MS } from '#test/town/debian.ts';
import { openPushService } from '#test/town/push-server.ts';
import type { PushService } from '#test/town/push-server.ts';

let town: Town;
let service: PushService;
let browser: Chromium;

beforeAll(async () => {
  town = await openTown({ config: { origin: 'http://localhost', domain: 'localhost' } });
  service = await openPushService(town);
  browser = await openChromium(town.base, true);
}, INSTALL_MS);

afterAll(async () => {
  await browser?.close();
  await town?.close();
  await service?.close();
});

/** In the page: what `PushSubscription.toJSON()` gives, and what a browser does with a message (RFC 8291, RFC 8188). */
const SCRIPT = `
  const text = (bytes) => new Uint8Array(bytes).toBase64({ alphabet: 'base64url', omitPadding: true });
  const bytes = (text) => Uint8Array.fromBase64(text, { alphabet: 'base64url' });
  const said = (words) => new TextEncoder().encode(words);
  const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...new Uint8Array(part)]));
  const derive = async (secret, salt, info, length) => crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info }, await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']), length * 8);
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const subscribe = async (endpoint) => {
    window.pair = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
    window.point = await crypto.subtle.exportKey('raw', pair.publicKey);
    window.secret = crypto.getRandomValues(new Uint8Array(16));
    return { endpoint, expirationTime: null, keys: { p256dh: text(point), auth: text(secret) } };
  };
  const read = async (message) => {
    const body = bytes(message);
    const [salt, sender, sealed] = [body.slice(0, 16), body.slice(21, 21 + body[20]), body.slice(21 + body[20])];
    const theirs = await crypto.subtle.importKey('raw', sender, curve, false, []);
    const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256);
    const ikm = await derive(shared, secret, join(said('WebPush: info\\0'), point, sender), 32);
    const key = await crypto.subtle.importKey('raw', await derive(ikm, salt, said('Content-Encoding: aes128gcm\\0'), 16), 'AES-GCM', false, ['decrypt']);
    const iv = await derive(ikm, salt, said('Content-Encoding: nonce\\0'), 12);
    const plain = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed));
    return JSON.parse(new TextDecoder().decode(plain.slice(0, plain.lastIndexOf(2))));
  };`;

test("a browser's own subscription is taken as it is, and what comes opens in the browser", async () => {
  const [alice, bob] = await town.people('alice', 'bob');
  await browser.open('/about');
  await browser.evaluate(`{ ${SCRIPT} Object.assign(window, { subscribe, read }); undefined; }`);
  const subscription = await browser.evaluate("subscribe('https://push.example/browser')");
  const taken = await alice.post('/api/v1/push/subscription', { subscription: { ...subscription, standard: true }, data: { alerts: { mention: true }, policy: 'all' } });
  expect(taken.body).toMatchObject({ endpoint: 'https://push.example/browser', standard: true, alerts: { mention: true } });
  await bob.posts('@alice déjà là ?');
  await expect.poll(() => service.received.length, { timeout: 10_000, interval: 50 }).toBe(1);
  expect(service.received[0]?.headers['content-encoding']).toBe('aes128gcm');
  const told = await browser.evaluate<Json>(`read(${JSON.stringify(service.received[0]?.body.toString('base64url'))})`);
  expect(told).toMatchObject({ notification_type: 'mention', body: '@alice déjà là ?', access_token: alice.token });
});
