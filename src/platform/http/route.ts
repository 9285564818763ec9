/** Routes as rooms declare them: who may call, with which scope, what comes in and what goes out, and one function. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Id } from '#kit/ids.ts';
import type { Context, Viewer } from '../context.ts';
import type { House } from '../house.ts';
import type { RateRuleName } from './rates.ts';

/** Who a bearer token, or a session of a browser, speaks for. */
export interface Caller {
  readonly viewer: Viewer;
  /** Every narrow and broad scope that the token covers, already spread out. */
  readonly scopes: ReadonlySet<string>;
  readonly tokenId: Id;
  readonly appId: Id;
}

/** Undefined: no such token (unknown, revoked, or of an account that may not act). */
export type Authenticate = (house: House, token: string, unconfirmed?: boolean) => Caller | undefined | Promise<Caller | undefined>;

/** The same for the session that these cookies name. */
export type AuthenticateSession = (house: House, cookies: string | undefined, unconfirmed?: boolean) => ReturnType<Authenticate>;

/**
 * - `anyone`: works without a token; with one, its scope is checked.
 * - `member`: needs a token that speaks for an account.
 * - `app`: needs a token, also one that speaks for an application only.
 * - `key`: for machines with a key of their own (an encoder, an engine), which the route itself checks; never reads a token.
 * - `page`: a page or form for browsers; never reads a bearer token.
 */
export type Who = 'anyone' | 'member' | 'app' | 'key' | 'page';

export interface Upload {
  readonly field: string;
  readonly bytes: Uint8Array;
  readonly filename: string;
  readonly type: string;
}

/** A file of a multipart body that was written to the disk as it came; thrown away after the answer unless it was moved. */
export interface SpooledFile {
  readonly field: string;
  /** What stands for it among the fields, where its name has brackets. */
  readonly mark: string;
  readonly path: string;
  readonly size: number;
  /** What its sender calls it: any text. */
  readonly filename: string;
  /** Its first bytes, by which it is told what it is. */
  readonly start: Uint8Array;
}

/** The parts of the exchange that a route may need beyond its input. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller | undefined;
  /** The address asked for, on the public origin. */
  readonly href: string;
  /** The client's address: a proxy's word for it only where that proxy is trusted. */
  readonly address: string;
  readonly files: readonly Upload[];
  readonly spooled: readonly SpooledFile[];
}

export interface RouteOptions<P extends TSchema, Q extends TSchema, B extends TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly who: Who;
  /** One of these is needed. */
  readonly scope?: string | readonly string[];
  /** Also for an account that has not confirmed its mail address yet, which may do nothing else. */
  readonly unconfirmed?: boolean;
  readonly summary: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What a success answers; `undefined` for pages. Checked by the tests, not at run time. */
  readonly reply?: TSchema;
  /** The rate rule that counts besides the general one. */
  readonly rate?: RateRuleName;
  /** Not counted by the general rule: probes and machines' own pages. */
  readonly uncounted?: boolean;
  /** Takes files in multipart bodies, each at most this many bytes. */
  readonly fileBytes?: number;
  /** The files are large: they come as `spooled`, not as `files`. */
  readonly spool?: boolean;
  /**
   * Asked before the files of a page are read, so that nobody who may not send them fills the disk; what it answers, if it
   * answers, is the answer. The other routes ask for a token before that.
   */
  admit?(ctx: Context, exchange: Exchange): Promise<unknown>;
  run(
    ctx: Context,
    input: { params: Static<P>; query: Static<Q>; body: Static<B> },
    exchange: Exchange,
  ): unknown;
}

export interface Route extends Omit<RouteOptions<TSchema, TSchema, TSchema>, 'run'> {
  run(ctx: Context, input: { params: never; query: never; body: never }, exchange: Exchange): unknown;
}

export function route<P extends TSchema, Q extends TSchema, B extends TSchema>(options: RouteOptions<P, Q, B>): Route {
  return options as unknown as Route;
}

/** The same route for PUT and PATCH: clients use both for updates, whatever the documentation says. */
export function updateRoutes<P extends TSchema, Q extends TSchema, B extends TSchema>(
  options: Omit<RouteOptions<P, Q, B>, 'method'>,
): Route[] {
  return [route({ ...options, method: 'PUT' }), route({ ...options, method: 'PATCH' })];
}
