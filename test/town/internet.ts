/**
 * A small internet for a town: host names with a site behind each, all on one server of this machine, and a canary on every
 * address of the machine that sings when a private address is called.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildConnector } from 'undici';
import { dialAddresses } from '#platform/outbound/guarded-connector.ts';
import type { Dial, Resolve } from '#platform/outbound/guarded-connector.ts';

/** Where all sites of the small internet are said to be. */
const PUBLIC_ADDRESS = '93.184.215.14';

export interface Internet {
  readonly resolve: Resolve;
  readonly dial: Dial;
  /** What each host answers. */
  readonly sites: Record<string, RequestListener>;
  /** The addresses of hosts that are not simply there. */
  readonly names: Record<string, (() => readonly string[]) | readonly string[]>;
  /** `host/path` of every request, in order. */
  readonly asked: string[];
  /** The port on which a private address would sing. */
  readonly canaryPort: number;
  canaryHits(): number;
  close(): Promise<void>;
}

/** Nothing is there and nobody answers: what a town has that brings no internet of its own. */
export const NO_INTERNET: Pick<Internet, 'resolve' | 'dial'> = {
  resolve: () => Promise.resolve([]),
  dial: (_target, _addresses, done) => done(new Error('this town has no internet'), null),
};

export async function openInternet(): Promise<Internet> {
  const sites: Record<string, RequestListener> = {};
  const names: Internet['names'] = {};
  const asked: string[] = [];
  let hits = 0;
  const server = createServer((request: IncomingMessage, reply) => {
    const host = request.headers.host?.replace(/:\d+$/, '') ?? '';
    asked.push(`${host}${request.url ?? ''}`);
    const site = sites[host];
    if (site === undefined) reply.writeHead(404).end();
    else site(request, reply);
  });
  const canary = createServer((_request, reply) => void reply.writeHead(200, { 'content-type': 'text/html' }).end('<title>canary</title>'));
  canary.on('connection', () => (hits += 1));
  const port = await listen(server, '127.0.0.1');
  const canaryPort = await listen(canary, '::').catch(() => listen(canary, '0.0.0.0'));
  return {
    sites,
    names,
    asked,
    canaryPort,
    canaryHits: () => hits,
    resolve: (host) => {
      const named = names[host];
      if (named !== undefined) return Promise.resolve(typeof named === 'function' ? named() : named);
      return Promise.resolve(sites[host] === undefined ? [] : [PUBLIC_ADDRESS]);
    },
    // Every other address that passes the guard is really called, so that a hole in the guard shows as a hit on the canary.
    dial: (target, addresses, done) => {
      if (!addresses.includes(PUBLIC_ADDRESS)) return dialAddresses({ ...target, port: String(canaryPort) }, addresses, done);
      return void buildConnector({})({ ...target, protocol: 'http:', hostname: '127.0.0.1', port: String(port) }, done);
    },
    close: async () => {
      for (const one of [server, canary]) {
        one.closeAllConnections();
        await new Promise((done) => one.close(done));
      }
    },
  };
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
  });
}
