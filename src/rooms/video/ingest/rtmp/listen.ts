/** The port for encoders: who may connect, for how long without a key, and what is said when it cannot be had. */

import type { Socket } from 'node:net';
import { SYSTEM, houseOf, perHouse } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import type { House } from '#platform/house.ts';
import { listenTcp } from '#platform/tcp.ts';
import type { TcpListener } from '#platform/tcp.ts';
import { openIntake } from '../publishers.ts';
import { Conversation } from './conversation.ts';

/** A hall has some encoders; behind one address, say ten with their reconnections. */
const MOST = 200;
const MOST_PER_ADDRESS = 20;
/** From the connection to an accepted key. */
const KEYLESS_MS = 15_000;
/** Then the longest silence: an encoder sends sound all the time. */
const SILENCE_MS = 30_000;
/** We say some hundred bytes; who does not read them is no encoder. */
const MOST_WAITING = 65_536;
const LAST_WORDS_MS = 2000;

interface Door {
  listener: TcpListener | undefined;
  /** Why encoders cannot send here, in words for the owner. */
  closed: string | undefined;
}

const doorOf = perHouse((): Door => ({ listener: undefined, closed: undefined }));

/** Where encoders send to: the port, or why there is none. */
export function rtmpDoor(ctx: Context): { readonly port: number } | { readonly closed: string } {
  const { listener, closed } = doorOf(ctx);
  return listener === undefined ? { closed: closed ?? 'Encoders cannot send here: RTMP_PORT is 0.' } : { port: listener.port };
}

/** Listens if the owner wants it. A port that is taken leaves everything else as it is. */
export async function openRtmp(house: House): Promise<void> {
  const ctx = house.context(SYSTEM);
  const port = house.config.rtmpPort;
  if (port === 0) return;
  const door = doorOf(ctx);
  try {
    door.listener = await listenTcp({ host: house.config.rtmpHost, port, most: MOST, mostPerAddress: MOST_PER_ADDRESS, opened: (socket, address) => converse(ctx, socket, address) });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'another program has it' : code === 'EACCES' ? 'this process may not have it' : `it cannot be had (${code})`;
    door.closed = `Encoders cannot send here: port ${port} is wanted for them, but ${why}. Set RTMP_PORT to a free one, and start anew.`;
    house.log.warn(door.closed);
  }
}

export async function closeRtmp(house: House): Promise<void> {
  await doorOf(house.context(SYSTEM)).listener?.close();
}

function converse(ctx: Context, socket: Socket, address: string): void {
  const conversation = new Conversation(
    {
      send: (bytes) => {
        if (socket.writable) socket.write(bytes);
        if (socket.writableLength > MOST_WAITING) socket.destroy();
      },
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      end: () => {
        socket.end();
        setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
      },
    },
    (key, cut) =>
      openIntake(ctx, { key }, {
        kind: 'rtmp',
        address,
        stop: ({ message }) => cut(message),
        // RTMP has no words but the last ones; these stand in the studio.
        tell: (_code, words) => ctx.log.debug({ words }, 'an encoder would be told'),
      }),
  );
  const late = setTimeout(() => {
    if (!conversation.publishing) socket.destroy();
  }, KEYLESS_MS).unref();
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.on('data', (bytes) => {
    try {
      conversation.push(bytes);
    } catch (error) {
      // A fault of ours costs this encoder its connection, nobody else anything.
      houseOf(ctx).log.error({ err: error }, 'an encoder could not be understood');
      socket.destroy();
    }
  });
  socket.once('close', () => {
    clearTimeout(late);
    conversation.closed();
  });
}
