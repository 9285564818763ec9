/** The two kinds of connection: WebSocket and server-sent events. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { Corks } from './corks.ts';
import type { Frame } from './frames.ts';
import type { Wire } from './seats.ts';

/** A client that does not answer a goodbye is cut off after this. */
const GOODBYE_MS = 1000;
/** Pings without a pong; one may be lost in a tunnel. */
const MOST_UNANSWERED = 2;
const THUMP = Buffer.from(':thump\n');

export class SocketWire implements Wire {
  readonly kind = 'socket';
  readonly #socket: WebSocket;
  readonly #below: Socket;
  readonly #corks: Corks;
  #unanswered = 0;

  /** @param below what the WebSocket writes to; without compression nothing is ever held back above it. */
  constructor(socket: WebSocket, below: Socket, corks: Corks) {
    this.#socket = socket;
    this.#below = below;
    this.#corks = corks;
    socket.on('pong', () => {
      this.#unanswered = 0;
    });
  }

  get waiting(): number {
    return this.#below.writableLength;
  }

  get taken(): number {
    return this.#below.bytesWritten - this.#below.writableLength;
  }

  send(frame: Frame, label: string): void {
    this.write(frame.socketBytes(label));
  }

  /** Writes a whole message; the bytes are shared by all who get it, not copied. */
  write(message: Buffer): void {
    if (this.#socket.readyState === 1) this.#corks.write(this.#below, message);
  }

  beat(): boolean {
    if (this.#socket.readyState !== 1) return true;
    if (this.#unanswered === MOST_UNANSWERED) return false;
    this.#unanswered++;
    this.#socket.ping();
    return true;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    setTimeout(() => this.#socket.terminate(), GOODBYE_MS).unref();
  }

  destroy(): void {
    this.#socket.terminate();
  }
}

export class EventsWire implements Wire {
  readonly kind = 'events';
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  get waiting(): number {
    return this.#response.writableLength;
  }

  get taken(): number {
    const { socket } = this.#response;
    return socket === null ? 0 : socket.bytesWritten - socket.writableLength;
  }

  send(frame: Frame): void {
    if (!this.#response.writableEnded) this.#response.write(frame.eventBytes());
  }

  beat(): boolean {
    if (!this.#response.writableEnded) this.#response.write(THUMP);
    return true;
  }

  close(): void {
    this.#response.end();
    setTimeout(() => this.#response.destroy(), GOODBYE_MS).unref();
  }

  destroy(): void {
    this.#response.destroy();
  }
}
