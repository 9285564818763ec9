/**
 * The town: the real app in this process, on a database of its own, listening on a free port, and the people who use it.
 *
 *     const town = await openTown();
 *     const [alice, bob] = await town.people('alice', 'bob');
 *     await bob.follows(alice);
 *     await alice.posts('hi');
 *     expect(await bob.home()).toHaveLength(1);
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { pino } from 'pino';
import { createMember, createToken } from '#auth';
import type { Config } from '#platform/config.ts';
import { SYSTEM } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { House } from '#platform/house.ts';
import type { Log } from '#platform/log.ts';
import { rooms } from '../src/app.ts';
import { createTestDatabase } from './database.ts';
import { NO_INTERNET } from './town/internet.ts';
import type { Internet } from './town/internet.ts';
import { Person, Visitor } from './town/person.ts';
import type { Json } from './town/person.ts';
import type { Stream } from './town/streams.ts';

export { Person, Visitor } from './town/person.ts';
export type { Answer, Json } from './town/person.ts';
export type { Frame, Stream } from './town/streams.ts';

/** The public address the town says it has; clients of tests speak to {@link Town.base} instead. */
export const ORIGIN = 'http://town.test';
/** Everybody's. */
export const PASSWORD = 'correct horse battery staple';
const EVERY_SCOPE = 'read write follow push profile';

export interface TownOptions {
  /** By key, as `perchoir settings set` takes them. Rate limits are off unless they are switched on here. */
  readonly settings?: Record<string, unknown>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  readonly config?: Partial<Config>;
  /** `openInternet`; without one, nothing outside can be reached. */
  readonly internet?: Pick<Internet, 'resolve' | 'dial'>;
  /** The public address is where it listens, for programs that follow the addresses they are given. */
  readonly reachable?: boolean;
}

export interface PersonOptions {
  readonly locked?: boolean;
  readonly scopes?: string;
}

export async function openTown(options: TownOptions = {}): Promise<Town> {
  const database = await createTestDatabase('town', migrateOnly);
  const dataDir = await mkdtemp(join(tmpdir(), 'perchoir-town-'));
  const lines: Json[] = [];
  const log = pino({ level: 'warn', base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const port = options.reachable === true ? await freePort() : 0;
  const own = { origin: `http://127.0.0.1:${port}`, domain: `127.0.0.1:${port}` };
  const config = configOf({ dataDir, databaseUrl: database.url, port, ...(options.reachable === true && own), ...options.config });
  const internet = options.internet ?? NO_INTERNET;
  const house = new House({ config, rooms, log, databaseUrl: database.url, internet, ...(options.clock && { clock: options.clock }) });
  const leave = async (): Promise<void> => {
    await house.stop();
    await database.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await house.start();
    const system = house.context(SYSTEM);
    for (const [key, value] of Object.entries({ 'rates.on': false, ...options.settings })) await house.settings.change(system, key, value);
    await house.http?.listen({ port, host: '127.0.0.1' });
  } catch (error) {
    await leave().catch(() => undefined);
    throw error;
  }
  return new Town(house, lines, leave);
}

export class Town {
  readonly house: House;
  /** `http://127.0.0.1:<port>` */
  readonly base: string;
  /** Somebody without a token. */
  readonly visitor: Visitor;
  /** What the server logged as a warning or worse. */
  readonly log: Json[];
  readonly #leave: () => Promise<void>;
  readonly #streams = new Set<Stream>();
  readonly #people = new Map<string, Promise<Person>>();

  constructor(house: House, log: Json[], leave: () => Promise<void>) {
    this.house = house;
    this.log = log;
    this.#leave = leave;
    const address = house.http?.server.address() as AddressInfo | undefined;
    this.base = `http://127.0.0.1:${address?.port ?? 0}`;
    this.visitor = new Visitor(this.base, this.#streams);
  }

  /** The system's context, for the doors of rooms. */
  get ctx(): Context {
    return this.house.context(SYSTEM);
  }

  /** The person of this name, who moves in when first asked for. */
  person(username: string, options: PersonOptions = {}): Promise<Person> {
    let person = this.#people.get(username);
    if (person === undefined) this.#people.set(username, (person = this.#moveIn(username, options)));
    return person;
  }

  /** Several at once, in the order of their names here. */
  people<const Names extends readonly string[]>(...names: Names): Promise<{ [Index in keyof Names]: Person }> {
    return Promise.all(names.map((name) => this.person(name))) as Promise<{ [Index in keyof Names]: Person }>;
  }

  /** The same person with another token. */
  async again(person: Person, scopes: string): Promise<Person> {
    const token = await createToken(this.ctx, { accountId: Number(person.id), scopes });
    return new Person({ base: this.base, streams: this.#streams }, { id: person.id, username: person.username, token });
  }

  /** A caller with this token, whoever it speaks for. */
  holder(token: string): Visitor {
    return new Visitor(this.base, this.#streams, token);
  }

  /** Rows of a statement, for what no client can see. */
  async sql<Row = Json>(text: string): Promise<Row[]> {
    return (await sql.raw<Row>(text).execute(this.house.database.kysely)).rows;
  }

  /** Resolves when every event so far has been relayed and worked on. */
  settled(): Promise<void> {
    return this.house.outbox.settled();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#streams].map((stream) => stream.close()));
    await this.#leave();
  }

  async #moveIn(username: string, { locked = false, scopes = EVERY_SCOPE }: PersonOptions): Promise<Person> {
    const email = `${username}@example.org`;
    const { accountId } = await createMember(this.ctx, { username, email, password: PASSWORD, confirmed: true });
    const token = await createToken(this.ctx, { accountId, scopes });
    const person = new Person({ base: this.base, streams: this.#streams }, { id: String(accountId), username, token });
    if (locked) await person.patch('/api/v1/accounts/update_credentials', { locked: true });
    return person;
  }
}

/** A port that was free a moment ago: an address that is known before the server listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Brings an empty database up to date, as a template for the towns of this run. */
async function migrateOnly(url: string): Promise<void> {
  const house = new House({ config: configOf({ databaseUrl: url }), rooms, log: silentLog(), databaseUrl: url });
  try {
    await house.migrate();
  } finally {
    house.mailer.close();
    await Promise.all([house.pictures.close(), house.outbound.close(), house.database.close()]);
  }
}

function silentLog(): Log {
  return pino({ level: 'silent' });
}

function configOf(changes: Partial<Config>): Config {
  return {
    databaseUrl: undefined,
    origin: ORIGIN,
    domain: 'town.test',
    dataDir: join(tmpdir(), 'perchoir-town'),
    port: 0,
    host: '127.0.0.1',
    rtmpHost: '127.0.0.1',
    // One port for all the towns of all the test processes would be taken; a test that sends by RTMP names its own.
    rtmpPort: 0,
    trustProxy: [],
    smtpUrl: undefined,
    mailFrom: 'perchoir@town.test',
    logLevel: 'warn',
    ffmpeg: undefined,
    databaseConnections: 6,
    gallery: false,
    engine: undefined,
    ...changes,
  };
}
