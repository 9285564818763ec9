import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { buildConnector } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OutboundRefused, createOutbound } from './outbound.ts';
import type { Outbound, OutboundReason, OutboundRequest } from './outbound.ts';
import { dialAddresses } from './outbound/guarded-connector.ts';
import type { Dial, Resolve } from './outbound/guarded-connector.ts';

/*
 * A small internet: public.example resolves to a public address whose line ends at a server of ours. Every other address
 * that passes the guard is really dialled, so that a hole in the guard shows as a hit on the canary.
 */
const PUBLIC_ADDRESS = '93.184.215.14';
const log = { warn: () => undefined, debug: () => undefined };

let answer: RequestListener = (_request, reply) => void reply.end();
let asked: IncomingMessage[] = [];
const site = createServer((request, reply) => {
  asked.push(request);
  answer(request, reply);
});
const canary = createServer((_request, reply) => {
  canaryHits += 1;
  reply.end('secret');
});
let canaryHits = 0;

const listen = (server: Server, host: string, port = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

let sitePort = 0;
let canaryPort = 0;
beforeAll(async () => {
  sitePort = await listen(site, '127.0.0.1');
  // All of the machine's addresses, IPv6 included: loopback, 0.0.0.0 and the private address of its network card.
  canaryPort = await listen(canary, '::').catch(() => listen(canary, '0.0.0.0'));
  canary.on('connection', () => (canaryHits += 1));
});

const open: Outbound[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((outbound) => outbound.close()));
  asked = [];
});
afterAll(() => {
  site.closeAllConnections();
  canary.closeAllConnections();
  site.close();
  canary.close();
});

const dial: Dial = (target, addresses, done) => {
  if (!addresses.includes(PUBLIC_ADDRESS)) return dialAddresses(target, addresses, done);
  buildConnector({})({ ...target, protocol: 'http:', hostname: '127.0.0.1', port: String(sitePort) }, done);
};
const names: Record<string, readonly string[]> = { 'public.example': [PUBLIC_ADDRESS], 'other.example': [PUBLIC_ADDRESS] };
const resolve: Resolve = async (host) => names[host] ?? [];

function outside(more: Partial<Parameters<typeof createOutbound>[0]> = {}): Outbound {
  const outbound = createOutbound({ log, resolve, dial, ownOrigin: 'https://perchoir.example', ...more });
  open.push(outbound);
  return outbound;
}

async function refusal(call: Promise<unknown>): Promise<OutboundRefused> {
  const error = await call.then(
    (value) => value,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OutboundRefused);
  return error as OutboundRefused;
}
const reasonOf = async (call: Promise<unknown>): Promise<OutboundReason> => (await refusal(call)).reason;
const get = (url: string, request?: OutboundRequest) => outside().fetch(url, request);
const redirect = (reply: ServerResponse, to: string, status = 302): void => void reply.writeHead(status, { location: to }).end();

describe('no spelling of a private address is ever called', () => {
  const HOSTS = [
    '127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '0177.0.0.1', '0177.0.0.01', '00000177.0.0.1', '0x7f.1', '0x7f.0.0.1',
    '0x7f000001', '0x7F.0x0.0x0.0x1', '2130706433', '017700000001', '0', '0.0.0.0', '0x0', '127.0.0.1.', '127%2e0%2e0%2e1',
    '%31%32%37.0.0.1', '１２７.０.０.１', '127。0。0。1', '①②⑦.⓪.⓪.①', '127.0.0.1\u200d', '127.0.0.1\u00ad', '[::]', '[::1]',
    '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::7f00:1]', '[::127.0.0.1]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]',
    '[::FFFF:7F00:0001]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b::127.0.0.1]',
    '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:7f00:1::1]', '[2001::7f00:1]', '[2001:0:7f00:1::80ff:fffe]', '[fe80::1]',
    '[fe80::1%25eth0]', '[fe80::1%eth0]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[ff0e::1]', '[::a9fe:a9fe]',
    '[::ffff:a9fe:a9fe]', '[100::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]', '169.254.169.254', '0xa9fea9fe', '2852039166',
    '100.100.100.200', '100.64.0.1', '10.0.0.1', '172.16.0.1', '172.17.0.1', '192.168.0.1', '192.0.0.8', '198.18.0.1', '224.0.0.1',
    '239.255.255.250', '255.255.255.255', '168.63.129.16', 'localhost', 'localhost.', 'LOCALHOST', 'ＬＯＣＡＬＨＯＳＴ', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ',
    'a.localhost', 'localhost.localdomain', 'metadata.google.internal', 'db.internal.', 'printer.local', 'router.lan', 'nas.home.arpa',
    'intranet', 'perchoir.example', 'PERCHOIR.example.', 'good.example@127.0.0.1', 'user:word@public.example', '127.0.0.1#@public.example',
    '127.0.0.1\\@public.example', '127.0.0.1?@public.example', '127.0.0.1\t', '\u0000127.0.0.1', 'private.example', 'mixed.example',
    'mapped.example', 'compat.example', 'nowhere.example',
  ];
  names['private.example'] = ['127.0.0.1'];
  names['mixed.example'] = [...Array<string>(99).fill(PUBLIC_ADDRESS), '::1'];
  names['mapped.example'] = ['::ffff:127.0.0.1'];
  names['compat.example'] = ['::7f00:1'];

  const withPort = (host: string): string =>
    /[#?\t]/.test(host) ? host.replace('127.0.0.1', `127.0.0.1:${canaryPort}`) : host.replace(/(\\@.*)?$/, `:${canaryPort}$1`);
  // Every port is open here, so that it is the address rule that must hold.
  const ports = () => [80, 443, canaryPort];

  test('there are at least sixty spellings, and the canary does sing when somebody reaches it', async () => {
    expect(new Set(HOSTS).size).toBeGreaterThanOrEqual(60);
    const inside = createOutbound({ log, allowPrivate: true });
    open.push(inside);
    const reached = await inside.fetch(`http://127.0.0.1:${canaryPort}/`);
    expect(Buffer.from(reached.body).toString()).toBe('secret');
    expect(canaryHits).toBeGreaterThan(0);
    canaryHits = 0;
  });

  test.each(['first URL', 'first redirect', 'fourth redirect'])('as the %s', async (position) => {
    const hops = { 'first URL': 0, 'first redirect': 1, 'fourth redirect': 4 }[position] ?? 0;
    const outbound = outside();
    for (const host of HOSTS) {
      for (const scheme of ['http', 'https']) {
        const target = `${scheme}://${withPort(host)}/`;
        answer = (request, reply) => {
          const step = Number(request.url?.slice(1));
          if (step < hops) redirect(reply, `/${step + 1}`);
          // By hand, since no server of good manners would send these bytes.
          else reply.socket?.end(`HTTP/1.1 302 Found\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`);
        };
        const start = hops === 0 ? target : 'http://public.example/1';
        const refused = await refusal(outbound.fetch(start, { ports: ports(), maxRedirects: 5, timeoutMs: 3_000 }));
        const reason = expect.toBeOneOf(['badUrl', 'blocked', 'unreachable']);
        expect({ target, reason: refused.reason }).toEqual({ target, reason });
      }
    }
    expect(canaryHits).toBe(0);
  }, 60_000);

  test.each(['file:///etc/passwd', 'gopher://public.example/', 'data:text/plain,hi', 'ftp://public.example/', 'javascript:1', '//public.example', '', 'http://', 'http:///', '/etc/passwd'])(
    'nor %s, asked for or redirected to',
    async (url) => {
      expect(await reasonOf(get(url))).toBe('badUrl');
      if (url === '' || url.startsWith('/')) return;
      answer = (_request, reply) => redirect(reply, url);
      expect(await reasonOf(get('http://public.example/'))).toBe('badUrl');
    },
  );

  test('nor a URL of more than 8,192 characters', async () => {
    expect(await reasonOf(get(`http://public.example/${'a'.repeat(8_192)}`))).toBe('badUrl');
  });

  test.each([22, 25, 3000, 4222, 5432, 6379, 8080])('port %i of a public host is not called', async (port) => {
    expect(await reasonOf(get(`http://public.example:${port}/`))).toBe('blocked');
    expect(asked).toHaveLength(0);
  });

  test('names from inside are not even looked up', async () => {
    const lookedUp: string[] = [];
    const outbound = outside({ resolve: async (host) => (lookedUp.push(host), [PUBLIC_ADDRESS]) });
    for (const host of ['localhost', 'intranet', 'metadata.google.internal', 'printer.local.', 'perchoir.example', '10.0.0.1']) {
      expect(await reasonOf(outbound.fetch(`http://${host}/`))).toBe('blocked');
    }
    expect(lookedUp).toEqual([]);
  });

  test('with private networks allowed, this server still does not call itself', async () => {
    const outbound = outside({ allowPrivate: true, ownOrigin: `http://localhost:${canaryPort}` });
    expect(await reasonOf(outbound.fetch(`http://localhost:${canaryPort}/`))).toBe('blocked');
    expect(canaryHits).toBe(0);
  });
});

describe('DNS cannot talk it into a private address', () => {
  test('a second answer plays no part: what was checked is what is called', async () => {
    let times = 0;
    const rebinding: Resolve = async () => {
      times += 1;
      return times % 2 === 1 ? [PUBLIC_ADDRESS] : ['127.0.0.1'];
    };
    answer = (_request, reply) => void reply.writeHead(200, { connection: 'close' }).end('public');
    const outbound = outside({ resolve: rebinding });
    const url = `http://rebind.example:${canaryPort}/`;
    const first = await outbound.fetch(url, { ports: [canaryPort] });
    expect(Buffer.from(first.body).toString()).toBe('public');
    expect(times).toBe(1);
    expect(await reasonOf(outbound.fetch(url, { ports: [canaryPort] }))).toBe('blocked');
    expect(canaryHits).toBe(0);
  });

  test('a name server that never answers costs no more than the deadline', async () => {
    const started = performance.now();
    const outbound = outside({ resolve: () => new Promise(() => undefined) });
    expect(await reasonOf(outbound.fetch('http://slow.example/', { timeoutMs: 300 }))).toBe('timeout');
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('a resolver that fails is a host that cannot be reached', async () => {
    const outbound = outside({ resolve: () => Promise.reject(new Error('SERVFAIL')) });
    expect(await reasonOf(outbound.fetch('http://broken.example/'))).toBe('unreachable');
  });
});

test('a blocked address, an open and a closed private port, and a closed public one read the same', async () => {
  const closed = createTcpServer();
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done));
  const port = (closed.address() as AddressInfo).port;
  await new Promise((done) => closed.close(done));
  const refusing = outside({
    dial: (target, _addresses, done) => buildConnector({})({ ...target, hostname: '127.0.0.1', port: String(port) }, done),
  });
  const shown = await Promise.all(
    [
      outside().fetch(`http://127.0.0.1:${canaryPort}/`),
      outside().fetch(`http://127.0.0.1:${port}/`),
      outside().fetch('http://private.example/'),
      refusing.fetch('http://public.example/'),
    ].map(async (call) => {
      const { name, message } = await refusal(call);
      return `${name}: ${message}`;
    }),
  );
  expect(new Set(shown).size).toBe(1);
  expect(canaryHits).toBe(0);
});

describe('an answer costs no more than its limits', () => {
  const timed = async (call: Promise<unknown>): Promise<[OutboundReason, number]> => {
    const started = performance.now();
    return [await reasonOf(call), performance.now() - started];
  };

  test('an endless body is cut at its size', async () => {
    let sent = 0;
    answer = (_request, reply) => {
      const chunk = Buffer.alloc(65_536);
      const more = (): void => {
        while (!reply.destroyed && reply.write(chunk)) sent += chunk.length;
      };
      reply.on('drain', more);
      more();
    };
    expect(await reasonOf(get('http://public.example/'))).toBe('tooLarge');
    expect(sent).toBeLessThan(16 << 20);
  });

  test('a declared length beyond the limit is refused unread', async () => {
    answer = (_request, reply) => void reply.writeHead(200, { 'content-length': String(10 * 2 ** 30) }).write('a');
    expect(await reasonOf(get('http://public.example/', { timeoutMs: 2_000 }))).toBe('tooLarge');
  });

  const bomb = Buffer.alloc(64 << 20);
  test.each([
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['x-gzip', gzipSync(bomb)],
  ])('a %s bomb is cut at its unpacked size', async (encoding, packed) => {
    expect(packed.length).toBeLessThan(1 << 20);
    answer = (_request, reply) => void reply.writeHead(200, { 'content-encoding': encoding }).end(packed);
    const before = process.memoryUsage().arrayBuffers;
    expect(await reasonOf(get('http://public.example/'))).toBe('tooLarge');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20);
  });

  test('layers of packing, unknown packing and broken packing are refused', async () => {
    for (const encoding of ['gzip, gzip', 'zstd', 'constructor', 'gzip']) {
      answer = (_request, reply) => void reply.writeHead(200, { 'content-encoding': encoding }).end('not packed');
      expect(await reasonOf(get('http://public.example/'))).toBe('unreadable');
    }
    answer = (_request, reply) => void reply.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('cut short').subarray(0, 15));
    expect(await reasonOf(get('http://public.example/'))).toBe('unreadable');
  });

  test('a slow drip ends at the deadline, in the headers or in the body', async () => {
    const drips: NodeJS.Timeout[] = [];
    answer = (request, reply) => {
      if (request.url === '/body') reply.writeHead(200);
      else reply.socket?.write('HTTP/1.1 200 OK\r\nx-long: ');
      drips.push(setInterval(() => void (request.url === '/body' ? reply.write('.') : reply.socket?.write('a')), 50));
    };
    for (const part of ['body', 'headers']) {
      const [reason, ms] = await timed(get(`http://public.example/${part}`, { timeoutMs: 400 }));
      expect(reason).toBe('timeout');
      expect(ms).toBeLessThan(1_500);
    }
    drips.forEach(clearInterval);
  });

  test('redirects that each take a while share one deadline', async () => {
    answer = (_request, reply) => void setTimeout(() => redirect(reply, '/again'), 200);
    const [reason, ms] = await timed(get('http://public.example/', { timeoutMs: 500, maxRedirects: 100 }));
    expect(reason).toBe('timeout');
    expect(ms).toBeLessThan(1_500);
  });

  test('ten thousand headers are refused', async () => {
    const raw = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      const headers = Array.from({ length: 10_000 }, (_, index) => `x-${index}: value`).join('\r\n');
      socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\ncontent-length: 0\r\n\r\n`);
    });
    await new Promise<void>((done) => raw.listen(0, '127.0.0.1', done));
    const port = (raw.address() as AddressInfo).port;
    const outbound = outside({
      dial: (target, _addresses, done) => buildConnector({})({ ...target, hostname: '127.0.0.1', port: String(port) }, done),
    });
    expect(await reasonOf(outbound.fetch('http://public.example/'))).toBe('tooLarge');
    raw.close();
  });

  test('a redirect loop ends after three, and nothing is tried again', async () => {
    answer = (_request, reply) => redirect(reply, '/loop');
    expect(await reasonOf(get('http://public.example/'))).toBe('redirects');
    expect(asked).toHaveLength(4);
  });

  test('closing the door ends what is under way', async () => {
    answer = () => undefined;
    const outbound = outside();
    const call = refusal(outbound.fetch('http://public.example/'));
    await expect.poll(() => asked.length).toBe(1);
    await outbound.close();
    expect((await call).reason).toBe('unreachable');
  });
});

describe('an answer comes back whole', () => {
  test('with its status, headers, unpacked body and the URL that gave it', async () => {
    answer = (request, reply) => {
      if (request.url === '/old') redirect(reply, 'http://other.example/new#part', 301);
      else reply.writeHead(404, { 'content-encoding': 'gzip', 'x-twice': ['a', 'b'] }).end(gzipSync('né'));
    };
    const reply = await get('http://public.example/old#start');
    expect(reply.status).toBe(404);
    expect(reply.headers['x-twice']).toBe('a, b');
    expect(reply.headers['constructor']).toBeUndefined();
    expect(Buffer.from(reply.body).toString()).toBe('né');
    expect(reply.finalUrl).toBe('http://other.example/new');
  });

  test('headers meant for one origin stay there, and a POST becomes a GET where browsers make it one', async () => {
    answer = (request, reply) => (request.url === '/in' ? redirect(reply, 'http://other.example/out', 303) : void reply.end());
    const headers = { Authorization: 'Bearer x', Cookie: 'a=b', Host: 'wrong.example', 'content-type': 'text/plain', 'x-kept': '1' };
    await get('http://public.example/in', { method: 'POST', body: 'hello', headers });
    expect(asked[0]?.headers).toMatchObject({ authorization: 'Bearer x', host: 'public.example' });
    expect(asked[1]?.method).toBe('GET');
    expect(asked[1]?.headers).toMatchObject({ host: 'other.example', 'x-kept': '1' });
    for (const name of ['authorization', 'cookie', 'content-type', 'content-length']) {
      expect(asked[1]?.headers).not.toHaveProperty(name);
    }
  });

  test('a 307 keeps method and body', async () => {
    const bodies: string[] = [];
    answer = async (request, reply) => {
      bodies.push(Buffer.concat(await request.toArray()).toString());
      if (request.url === '/in') redirect(reply, '/out', 307);
      else reply.end();
    };
    await get('http://public.example/in', { method: 'POST', body: 'hello' });
    expect(bodies).toEqual(['hello', 'hello']);
  });

  test('with no redirects asked for, the redirect is the answer', async () => {
    answer = (_request, reply) => redirect(reply, 'http://127.0.0.1/', 308);
    const reply = await get('http://public.example/', { maxRedirects: 0 });
    expect([reply.status, reply.headers.location]).toEqual([308, 'http://127.0.0.1/']);
  });

  test('a successful answer of another type than asked for is refused', async () => {
    answer = (request, reply) => void reply.writeHead(200, { 'content-type': request.url?.slice(1) }).end('{}');
    const accept = ['application/activity+json', 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 'image/*'];
    for (const type of ['Application/Activity+JSON; charset=utf-8', 'application/ld+json', 'image/png']) {
      expect((await get(`http://public.example/${encodeURI(type)}`.replaceAll('%20', ''), { accept })).status).toBe(200);
    }
    for (const type of ['text/html', 'application/json', 'image', 'imagepng/x', 'application/activity+jsonx']) {
      expect(await reasonOf(get(`http://public.example/${type}`, { accept }))).toBe('wrongType');
    }
    expect(asked[0]?.headers.accept).toContain('application/activity+json, ');
  });

  test('HEAD, 204 and an empty packed answer have no body to wait for', async () => {
    answer = (request, reply) => {
      const status = request.url === '/204' ? 204 : 200;
      reply.writeHead(status, { 'content-encoding': 'gzip', ...(status === 200 && { 'content-length': '0' }) }).end();
    };
    for (const [path, method] of [['204', 'GET'], ['head', 'HEAD'], ['empty', 'GET']] as const) {
      expect((await get(`http://public.example/${path}`, { method })).body).toHaveLength(0);
    }
  });
});
