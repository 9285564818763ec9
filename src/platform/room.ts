/** What a room brings to the process. Its `room.ts` exports one of these; `app.ts` puts them together in floor order. */

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answer, Listener } from './events.ts';
import type { House } from './house.ts';
import type { Job } from './jobs.ts';
import type { Authenticate, AuthenticateSession, Route } from './http/route.ts';
import type { SettingToken } from './settings.ts';

export interface Room {
  readonly name: string;
  /** Folder of its `.sql` files. */
  readonly migrations?: URL;
  readonly settings?: readonly SettingToken<never>[];
  readonly routes?: readonly Route[];
  readonly listeners?: readonly Listener[];
  readonly answers?: readonly Answer[];
  readonly jobs?: readonly Job[];
  /** WebSocket upgrades it takes: returns false for addresses that are not its own. */
  readonly upgrade?: (house: House, request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  /** Turns a bearer token into a caller; one room only has it. */
  readonly authenticate?: Authenticate;
  /** Turns the session of a browser into a caller; the same room has it. */
  readonly authenticateSession?: AuthenticateSession;
  /** After the migrations, before the first request. */
  readonly start?: (house: House) => Promise<void>;
  /** Before the database closes. */
  readonly stop?: (house: House) => Promise<void>;
}
