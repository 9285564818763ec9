/** The WebSocket door: who may come in, and the messages of those who are in. */

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { Refusal, unauthorised } from '#kit/errors.ts';
import { parseCursor } from '#kit/ids.ts';
import { SYSTEM } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { SESSION_PROTOCOL, callerAtSocket } from '#platform/http/browsers.ts';
import { clientAddress } from '#platform/http/client-address.ts';
import type { Caller } from '#platform/http/route.ts';
import { createSocketDoor, refuseUpgrade } from '#platform/http/sockets.ts';
import type { Upgrade } from '#platform/http/sockets.ts';
import { addressKey } from '#platform/limits.ts';
import { errorMessage, textMessage } from './frames.ts';
import { hubOf } from './hub.ts';
import type { Hub } from './hub.ts';
import { resume } from './resume.ts';
import type { Denied } from './rules.ts';
import { NOT_THERE, UNKNOWN, readDelay, readParameter } from './rules.ts';
import { LONGEST_DELAY_MS } from './seats.ts';
import type { Seat, SeatSubscription } from './seats.ts';
import type { Channel } from './types.ts';
import { SocketWire } from './wires.ts';

const PATH = '/api/v1/streaming';
/** Subscriptions are short; a client that sends more means harm. */
const MOST_MESSAGE_BYTES = 65_536;
/** Messages and pings of one client in ten seconds. */
const MOST_MESSAGES = 200;

const openSocket = createSocketDoor(MOST_MESSAGE_BYTES);

interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * False for addresses that are not ours. A cookie counts only for a page of our own origin that asks for it, so a page of another
 * origin can do nothing in a name.
 */
export function acceptUpgrade(house: House, request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const [rawPath = '', rawQuery = ''] = (request.url ?? '').split('?', 2);
  const path = rawPath.replace(/\/{1,8}$/, '');
  if (path !== PATH && !path.startsWith(`${PATH}/`)) return false;
  const asked: Asked = { path: path.slice(PATH.length + 1), query: new URLSearchParams(rawQuery) };
  letIn(house, { request, socket, head }, asked).catch((error: unknown) => {
    if (error instanceof Refusal) return refuseUpgrade(socket, { status: error.status, error: error.message });
    house.log.warn({ err: error }, 'a stream could not be opened');
    return refuseUpgrade(socket, { status: 503, error: 'Please try again in a moment' });
  });
  return true;
}

async function letIn(house: House, upgrade: Upgrade, asked: Asked): Promise<void> {
  const { request, socket } = upgrade;
  if (house.stopping) return refuseUpgrade(socket, { status: 503, error: 'The server stops; please try again in a moment' });
  const since = Date.now();
  const caller = await whoCalls(house, request, asked.query);
  const hub = hubOf(house.context(SYSTEM));
  const address = addressKey(clientAddress(request, house.config.trustProxy));
  const full = hub.whyFull(address, caller);
  if (full) return refuseUpgrade(socket, full);
  openSocket(upgrade, (opened) => {
    const wire = new SocketWire(opened, socket as Socket, hub.corks);
    opened.on('error', () => opened.terminate());
    const seat = hub.sit(wire, { caller, address, since });
    if (seat === undefined) return;
    opened.on('close', () => hub.leave(seat));
    readMessages(house, hub, { seat, wire, opened });
    const stream = asked.query.get('stream') ?? (asked.path === '' ? undefined : channelOfPath(asked.path, asked.query));
    if (stream !== undefined) subscribe(house, { seat, wire }, { ...Object.fromEntries(asked.query), stream });
  });
}

/** `/user/notification` is the channel `user:notification`. */
function channelOfPath(path: string, query: URLSearchParams): string {
  const name = path.replaceAll('/', ':');
  return query.get('only_media') === 'true' && name.startsWith('public') ? `${name}:media` : name;
}

/** Undefined: a visitor. @throws Refusal 401 for a token or session that is none, 403 for a page of another origin. */
async function whoCalls(house: House, request: IncomingMessage, query: URLSearchParams): Promise<Caller | undefined> {
  const { authorization = '', 'sec-websocket-protocol': offered } = request.headers;
  const named = /^bearer /i.test(authorization) ? authorization.slice(7).trim() : query.get('access_token') || undefined;
  const protocol = offered?.split(',')[0]?.trim() || undefined;
  if (named === undefined && protocol === SESSION_PROTOCOL) return callerAtSocket(house, request.headers);
  const token = named ?? protocol;
  const caller = token === undefined ? undefined : await findCaller(house, token);
  if (token !== undefined && caller === undefined) throw unauthorised();
  return caller;
}

/**
 * Who a token speaks for, found by the room that knows tokens.
 * @throws Refusal 403 when the account may do nothing for the time being.
 */
export async function findCaller(house: House, token: string): Promise<Caller | undefined> {
  return token.length > 500 ? undefined : house.rooms.find((room) => room.authenticate)?.authenticate?.(house, token);
}

interface Opened {
  readonly seat: Seat;
  readonly wire: SocketWire;
}

function readMessages(house: House, hub: Hub, { seat, wire, opened }: Opened & { opened: WebSocket }): void {
  let count = 0;
  let began = 0;
  const counted = (): boolean => {
    const now = Date.now();
    if (now - began > 10_000) [began, count] = [now, 0];
    if (++count <= MOST_MESSAGES) return true;
    if (count === MOST_MESSAGES + 1) wire.close(1008, 'Too many messages');
    return false;
  };
  opened.on('ping', counted);
  opened.on('message', (bytes: RawData, binary: boolean) => {
    if (binary) wire.close(1003, 'Text only');
    else if (counted() && seat.open) obey(house, hub, { seat, wire }, String(bytes));
  });
}

const PONG = textMessage('{"type":"pong"}');

function obey(house: House, hub: Hub, opened: Opened, text: string): void {
  const wish = readWish(text);
  if (wish?.['type'] === 'subscribe') subscribe(house, opened, wish);
  else if (wish?.['type'] === 'unsubscribe') unsubscribe(hub, opened, wish);
  // A script in a browser can send no ping of the protocol, and is not shown those that come.
  else if (wish?.['type'] === 'ping') opened.wire.write(PONG);
  else opened.wire.write(errorMessage('Send {"type":"subscribe","stream":"…"} or {"type":"unsubscribe","stream":"…"}', 400));
}

type Wish = Record<string, unknown>;

function readWish(text: string): Wish | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Wish) : undefined;
  } catch {
    return undefined;
  }
}

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

const parameterOf = (channel: Channel | undefined, wish: Wish): string | undefined =>
  channel?.parameter === undefined ? undefined : asText(wish[channel.parameter]);

function subscribe(house: House, { seat, wire }: Opened, wish: Wish): void {
  const since = wish['since'] === undefined ? undefined : parseCursor(asText(wish['since']) ?? '');
  if (wish['since'] !== undefined && since === undefined) return wire.write(errorMessage('since is not an id', 400));
  const delay = readDelay(asText(wish['delay']));
  if (delay === null) return wire.write(errorMessage('delay is not a number of milliseconds', 400));
  const stream = asText(wish['stream']) ?? '';
  const channel = hubOf(house.context(SYSTEM)).channels.get(stream);
  const parameter = parameterOf(channel, wish);
  const tell = (denied: Denied | undefined): void => void (denied && wire.write(errorMessage(denied.error, denied.status)));
  const denied = channel?.apart ? UNKNOWN : open(house, seat, { stream, parameter, since, delay });
  if (denied instanceof Promise) void denied.then(tell);
  else tell(denied);
}

/** Subscribes, from an event on if one is given. Why not, if not; sometimes that is only known a little later. */
export function open(
  house: House,
  seat: Seat,
  wish: { stream: string; parameter: string | undefined; since: number | undefined; delay?: number | undefined },
): Denied | undefined | Promise<Denied | undefined> {
  const hub = hubOf(house.context(SYSTEM));
  const count = seat.subscriptions.length;
  const made = hub.subscribe(seat, wish.stream, wish.parameter);
  if ('error' in made) return made;
  if (wish.delay !== undefined) made.hold(wish.delay);
  if (seat.subscriptions.length === count) return undefined;
  if (wish.delay === undefined) holdAsSaid(house, made);
  if (seat.viewerId !== undefined) void made.channel.warm?.(house.context(SYSTEM), seat.viewerId);
  if (wish.since !== undefined) void resume(house, made, wish.since);
  const settle = (may: boolean): Denied | undefined => {
    if (may) return undefined;
    hub.unsubscribe(made);
    return NOT_THERE;
  };
  const may = mayOpen(house, made.channel, { caller: seat.caller, parameter: made.parameter });
  return may instanceof Promise ? may.then(settle, () => settle(false)) : settle(may);
}

/** Nothing goes out before it is known how long it is held back. */
function holdAsSaid(house: House, made: SeatSubscription): void {
  const { channel, seat, parameter } = made;
  if (channel.delayOf === undefined || seat.viewerId === undefined || parameter === undefined) return;
  const delay = channel.delayOf(house.context(SYSTEM), seat.viewerId, parameter);
  if (!(delay instanceof Promise)) return made.hold(delay);
  made.hold(LONGEST_DELAY_MS);
  // Who cannot be asked is told nothing rather than too much.
  void delay.then((ms) => made.hold(ms), () => made.seat.wire.destroy());
}

/** Whether what the parameter names is there for this caller. */
export function mayOpen(
  house: House,
  channel: Channel,
  { caller, parameter }: { caller: Caller | undefined; parameter: string | undefined },
): boolean | Promise<boolean> {
  if (channel.mayOpen === undefined || parameter === undefined) return true;
  const viewerId = caller?.viewer.kind === 'account' ? caller.viewer.id : undefined;
  if (viewerId === undefined && channel.asksVisitors !== true) return false;
  return channel.mayOpen(house.context(SYSTEM), viewerId, parameter);
}

function unsubscribe(hub: Hub, { seat }: Opened, wish: Wish): void {
  const channel = hub.channels.get(asText(wish['stream']) ?? '');
  const read = channel && readParameter(channel, parameterOf(channel, wish));
  const subscription = channel === undefined || typeof read === 'object' ? undefined : seat.find(channel, read);
  if (subscription) hub.unsubscribe(subscription);
}
