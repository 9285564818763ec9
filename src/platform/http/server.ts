/** The HTTP server: puts the rooms' routes behind authentication, limits and validation, in that order. */

import type { Duplex } from 'node:stream';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import Fastify, { LogController } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound, tooMany, unauthorised, forbidden, invalid } from '#kit/errors.ts';
import { VISITOR } from '../context.ts';
import type { House } from '../house.ts';
import { addressKey } from '../limits.ts';
import { LateLog } from '../log.ts';
import type { Log } from '../log.ts';
import { countRequests } from '../metrics.ts';
import { callerAtBrowser, isSessionCall } from './browsers.ts';
import { MAX_BODY_BYTES, acceptMultipart, mostBytes, parseForm, readBodies, readMultipart, refuseAnnounced, removeSpooled } from './bodies.ts';
import { compileInput } from './coerce.ts';
import { answerFailure } from './failures.ts';
import { setHeaders } from './headers.ts';
import { describeApi, schemaOf } from './openapi.ts';
import { rateRules, ratesOn } from './rates.ts';
import type { RateRuleName } from './rates.ts';
import { giveBack, isSlab } from './slabs.ts';
import type { Authenticate, Caller, Exchange, Route, SpooledFile, Upload } from './route.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Builds the server with every route of every room; the caller listens. */
export async function createHttp(house: House): Promise<FastifyInstance> {
  let count = 0;
  const prefix = `${Date.now().toString(36)}-`;
  const app = Fastify({
    loggerInstance: house.log,
    childLoggerFactory: (log, bindings) => new LateLog(log as Log, bindings) as never,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => prefix + (count++).toString(36),
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: house.config.trustProxy.length > 0 ? house.config.trustProxy : false,
    forceCloseConnections: 'idle',
    // A film of 99 MB by a phone takes its minutes; the head of a request has to be there sooner.
    requestTimeout: 300_000,
    keepAliveTimeout: 65_000,
    // Others offer HTTP/2 (`h2c`), as curl does: they are answered as if they had not (RFC 9110 section 7.8).
    http: { headersTimeout: 15_000, maxHeaderSize: 32_768, shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket' },
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1500, querystringParser: parseQuery },
  }) as unknown as FastifyInstance;
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  app.setErrorHandler(answerFailure);
  app.setNotFoundHandler((request, reply) => answerFailure(notFound(), request, reply));
  setHeaders(app);
  countRequests(app);
  readBodies(app);
  await app.register(swagger, describeApi(house));
  const authenticate = house.rooms.find((room) => room.authenticate)?.authenticate;
  const routes = house.rooms.flatMap((room) => (room.routes ?? []).map((route) => ({ route, tag: room.name })));
  const add = (scope: FastifyInstance, belongs: (route: Route) => boolean): void => {
    for (const { route, tag } of routes) if (belongs(route)) addRoute({ app: scope, house, authenticate }, route, tag);
  };
  // Cookies and multipart bodies cost every request of their scope a few turns: reading lists needs neither.
  add(app, ({ who, body }) => who !== 'page' && body === undefined);
  await app.register(async (bodies) => {
    await acceptMultipart(bodies);
    add(bodies, ({ who, body }) => who !== 'page' && body !== undefined);
    await bodies.register(async (pages) => {
      await pages.register(cookie);
      add(pages, ({ who }) => who === 'page');
    });
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) => reply.type(JSON_TYPE).send(app.swagger()));
  acceptUpgrades(app, house);
  await app.ready();
  return app;
}

function parseQuery(text: string): Record<string, unknown> {
  return text === '' ? {} : parseForm(text);
}

interface Site {
  app: FastifyInstance;
  house: House;
  authenticate: Authenticate | undefined;
}

function addRoute({ app, house, authenticate }: Site, route: Route, tag: string): void {
  const readParams = route.params && compileInput(route.params);
  const readQuery = route.query && compileInput(route.query);
  const readBody = route.body && compileInput(route.body);
  const identify = authenticate && guard(house, route, authenticate);
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route, tag),
    ...(route.fileBytes !== undefined && { bodyLimit: mostBytes(route.fileBytes) }),
    // Without a promise wherever everything is in memory: most requests are, and each promise is a turn of the queue.
    handler: (request, reply) => {
      const known = identify?.(request);
      return known instanceof Promise ? known.then((caller) => serve(request, reply, caller)) : serve(request, reply, known);
    },
  });

  function serve(request: FastifyRequest, reply: FastifyReply, caller: Caller | undefined): unknown {
    limit(house, route, request, { reply, caller });
    const params = readParams && pathParams(readParams, request.params);
    const query = readQuery?.(request.query);
    const run = (body: unknown, sent: Sent): unknown => {
      const ctx = house.context(caller?.viewer ?? VISITOR, request.log as never);
      const result = route.run(ctx, { params, query, body } as never, new Visit(house, request, { reply, caller, sent }));
      return result instanceof Promise ? result.then((late) => answer(reply, caller, late)) : answer(reply, caller, result);
    };
    if (!readBody) return run(undefined, NOTHING_SENT);
    const read = (sent: object | undefined): unknown => readBody({ ...(request.query as object), ...sent });
    if (!request.isMultipart()) return run(read(request.body as object | undefined), NOTHING_SENT);
    const receive = async (): Promise<unknown> => {
      refuseAnnounced(request, reply, route.fileBytes ?? 0);
      const refused = await route.admit?.(house.context(VISITOR, request.log as never), new Visit(house, request, { reply, caller, sent: NOTHING_SENT }));
      if (refused !== undefined) return answer(reply, caller, refused);
      const { body, ...sent } = await readMultipart(request, { fileBytes: route.fileBytes ?? 0, spool: route.spool && (() => house.blobs.spool()) });
      try {
        return await run(read(body), sent);
      } finally {
        await removeSpooled(sent.spooled);
      }
    };
    return receive();
  }
}

/** A reply that is not over yet is handed back for Fastify to wait for; waiting for one that is would cost listeners. */
function answer(reply: FastifyReply, caller: Caller | undefined, result: unknown): FastifyReply | undefined {
  if (result === reply || reply.sent) return reply;
  if (caller !== undefined) void reply.header('Cache-Control', 'private, no-store');
  if (result instanceof Uint8Array) {
    void reply.type(JSON_TYPE);
    if (isSlab(result)) reply.raw.once('close', () => giveBack(result));
  }
  void reply.send(result);
  return reply.sent ? undefined : reply;
}

interface Sent {
  readonly files: readonly Upload[];
  readonly spooled: readonly SpooledFile[];
}

const NOTHING_SENT: Sent = { files: [], spooled: [] };

function pathParams(read: (value: unknown) => unknown, value: unknown): unknown {
  try {
    return read(value);
  } catch {
    throw notFound();
  }
}

/** One request as a route sees it; the address is only put together where a route asks for it. */
class Visit implements Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller | undefined;
  readonly files: readonly Upload[];
  readonly spooled: readonly SpooledFile[];
  readonly #house: House;

  constructor(house: House, request: FastifyRequest, more: { reply: FastifyReply; caller: Caller | undefined; sent: Sent }) {
    this.#house = house;
    this.request = request;
    this.reply = more.reply;
    this.caller = more.caller;
    this.files = more.sent.files;
    this.spooled = more.sent.spooled;
  }

  get href(): string {
    return this.#house.config.origin + (this.request.url.startsWith('/') ? this.request.url : '/');
  }

  get address(): string {
    return this.request.ip;
  }
}

/**
 * The token of an `Authorization` header. What RFC 6750 would not call a token is none: a client that has none yet sends
 * `Bearer (null)` or `Bearer ` with its first question, and is a visitor.
 */
const bearerOf = (header: string): string | undefined => /^bearer +([\w\-.~+/]+=*) *$/i.exec(header)?.[1];

/** Finds out who calls and whether they may call this route at all. */
function guard(house: House, route: Route, authenticate: Authenticate): (request: FastifyRequest) => Caller | undefined | Promise<Caller | undefined> {
  const scopes = route.scope === undefined ? [] : [route.scope].flat();
  const check = (caller: Caller | undefined): Caller => {
    if (caller === undefined) throw unauthorised();
    if (route.who === 'member' && caller.viewer.kind !== 'account') {
      throw invalid('This method requires an authenticated user');
    }
    if (scopes.length > 0 && !scopes.some((scope) => caller.scopes.has(scope))) {
      throw forbidden('This action is outside the authorized scopes');
    }
    return caller;
  };
  return (request) => {
    if (route.who === 'page' || route.who === 'key') return undefined;
    const header = request.headers.authorization;
    const token = header === undefined ? undefined : bearerOf(header);
    if (token === undefined) {
      if (header !== undefined && isSessionCall(header)) {
        const signed = callerAtBrowser(house, request.headers, route.unconfirmed);
        return signed instanceof Promise ? signed.then(check) : check(signed);
      }
      if (route.who === 'anyone') return undefined;
      throw unauthorised(header === undefined ? 'The access token is missing' : undefined);
    }
    const found = authenticate(house, token, route.unconfirmed);
    return found instanceof Promise ? found.then(check) : check(found);
  };
}

/** Counts the request against the general rule and the route's own. @throws Refusal 429. */
function limit(house: House, route: Route, request: FastifyRequest, who: { reply: FastifyReply; caller: Caller | undefined }): void {
  if (route.uncounted || !house.settings.get(ratesOn)) return;
  const { caller, reply } = who;
  const account = caller?.viewer.kind === 'account' ? caller.viewer.id : undefined;
  if (account !== undefined) spend(house, 'account', String(account), reply);
  const own = caller === undefined ? addressKey(request.ip) : String(caller.tokenId);
  spend(house, caller === undefined ? 'address' : 'token', own, reply);
  if (route.rate !== undefined) spend(house, route.rate, account === undefined ? addressKey(request.ip) : String(account), reply);
}

/** Takes one from a counter and says in the answer's headers how much is left. @throws Refusal 429. */
function spend(house: House, name: RateRuleName, key: string, reply?: FastifyReply): void {
  const rule = house.settings.get(rateRules[name]);
  const taken = house.limiter.take({ name, limit: rule.limit, windowMs: rule.seconds * 1000 }, key);
  if (reply !== undefined) {
    void reply.header('X-RateLimit-Limit', String(taken.limit));
    void reply.header('X-RateLimit-Remaining', String(taken.remaining));
    void reply.header('X-RateLimit-Reset', isoMicroseconds(taken.resetAt));
  }
  if (!taken.allowed) {
    const seconds = Math.max(1, Math.ceil((Number(taken.resetAt) - house.clock()) / 1000));
    throw tooMany('Too many requests', seconds);
  }
}

let lastReset: [number, string] = [0, ''];

/** The field writes the moment of reset with six decimals. */
function isoMicroseconds(time: Date | number): string {
  const ms = Number(time);
  if (lastReset[0] !== ms) lastReset = [ms, new Date(ms).toISOString().replace('Z', '000Z')];
  return lastReset[1];
}

function acceptUpgrades(app: FastifyInstance, house: House): void {
  app.server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const taken = house.rooms.some((room) => room.upgrade?.(house, request, socket as Duplex, head));
    if (!taken) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
  });
}
