/** A push service on this machine that stands for one on the web, and the apps that are told through it. */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildConnector } from 'undici';
import { createOutbound } from '#platform/outbound.ts';
import type { Town } from '#town';

/** What resolves to the push service; every other name leads nowhere. */
const HOST = 'push.example';
const PUBLIC_ADDRESS = '93.184.215.14';

export interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface PushService {
  /** Everything that came, in order. */
  readonly received: Pushed[];
  /** How it answers from now on. */
  answer: { status: number; headers?: Record<string, string> };
  close(): Promise<void>;
}

/** Puts the push service in the place of the web: the guard stays, only the socket ends here. */
export async function openPushService(town: Town): Promise<PushService> {
  const service: PushService = { received: [], answer: { status: 201 }, close };
  const server: Server = createServer((request, reply) => {
    void request.toArray().then((parts) => {
      service.received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      reply.writeHead(service.answer.status, service.answer.headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const before = town.house.outbound;
  const outbound = createOutbound({
    log: town.house.log, ownOrigin: town.house.config.origin,
    resolve: async (host) => (host === HOST ? [PUBLIC_ADDRESS] : []),
    dial: (target, _addresses, done) => buildConnector({})({ ...target, protocol: 'http:', hostname: '127.0.0.1', port: String(port) }, done),
  });
  Object.assign(town.house, { outbound });
  await before.close();
  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return service;
}

/** An app with keys of its own. */
export class PushApp {
  readonly endpoint: string;
  readonly #path: string;
  readonly #ecdh: ECDH = createECDH('prime256v1');
  readonly #auth = randomBytes(16);

  constructor(name: string) {
    this.#path = `/${name}`;
    this.endpoint = `https://${HOST}${this.#path}`;
    this.#ecdh.generateKeys();
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.#ecdh.getPublicKey('base64url'), auth: this.#auth.toString('base64url') };
  }

  /** What it was sent, decrypted. */
  messages(service: PushService): Record<string, unknown>[] {
    return service.received.filter(({ path }) => path === this.#path).map((pushed) => JSON.parse(this.#decrypt(pushed)) as Record<string, unknown>);
  }

  #decrypt({ headers, body }: Pushed): string {
    return headers['content-encoding'] === 'aes128gcm' ? this.#decryptStandard(body) : this.#decryptDraft(headers, body);
  }

  /** RFC 8188 and RFC 8291. */
  #decryptStandard(body: Buffer): string {
    const sender = body.subarray(21, 21 + (body[20] ?? 0));
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#ecdh.getPublicKey(), sender]);
    const secret = derive(this.#ecdh.computeSecret(sender), this.#auth, info, 32);
    const salt = body.subarray(0, 16);
    const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
    const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
    const plain = open(key, nonce, body.subarray(21 + sender.length));
    return plain.subarray(0, plain.lastIndexOf(2)).toString();
  }

  /** draft-ietf-webpush-encryption-04, as older apps know it. */
  #decryptDraft(headers: IncomingHttpHeaders, body: Buffer): string {
    const part = (header: unknown, name: string): Buffer => Buffer.from(new RegExp(`${name}=([\\w-]+)`).exec(String(header))?.[1] ?? '', 'base64url');
    const sender = part(headers['crypto-key'], 'dh');
    const salt = part(headers['encryption'], 'salt');
    const secret = derive(this.#ecdh.computeSecret(sender), this.#auth, Buffer.from('Content-Encoding: auth\0'), 32);
    const length = Buffer.from([0, 65]);
    const context = Buffer.concat([Buffer.from('P-256\0'), length, this.#ecdh.getPublicKey(), length, sender]);
    const key = derive(secret, salt, Buffer.concat([Buffer.from('Content-Encoding: aesgcm\0'), context]), 16);
    const nonce = derive(secret, salt, Buffer.concat([Buffer.from('Content-Encoding: nonce\0'), context]), 12);
    const plain = open(key, nonce, body);
    return plain.subarray(2 + plain.readUInt16BE(0)).toString();
  }
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer => Buffer.from(hkdfSync('sha256', secret, salt, info, length));

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

/** The claims of a token by which a server shows who it is (RFC 8292), if this key has signed it. */
export function claimsOf(jwt: string, publicKey: string): Record<string, unknown> | undefined {
  const point = Buffer.from(publicKey, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const [head = '', claims = '', signature = ''] = jwt.split('.');
  const good = verify('sha256', Buffer.from(`${head}.${claims}`), { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
  return good ? (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>) : undefined;
}
