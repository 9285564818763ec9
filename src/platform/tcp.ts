/** Connections that are no HTTP: what programs open that speak a protocol of their own, such as video encoders. */

import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { addressKey } from './addresses.ts';

export interface TcpDoor {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Open connections in all, and of one address: more are cut off before a byte of theirs is read. */
  readonly most: number;
  readonly mostPerAddress: number;
  /** Takes over; errors of the connection are taken care of and end in `close`. */
  opened(connection: Socket, address: string): void;
}

export interface TcpListener {
  readonly port: number;
  /** Takes no more, and cuts off whoever is connected. */
  close(): Promise<void>;
}

/** @throws Error with `code` EADDRINUSE or EACCES when the port cannot be had. */
export async function listenTcp(door: TcpDoor): Promise<TcpListener> {
  const open = new Set<Socket>();
  const counts = new Map<string, number>();
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    const address = addressKey(socket.remoteAddress ?? '');
    const count = (counts.get(address) ?? 0) + 1;
    socket.on('error', () => socket.destroy());
    if (open.size >= door.most || count > door.mostPerAddress) return void socket.destroy();
    open.add(socket);
    counts.set(address, count);
    socket.once('close', () => {
      open.delete(socket);
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
    door.opened(socket, address);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(door.port, door.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
