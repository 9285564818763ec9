/**
 * What is written to many sockets goes to the system in rounds: a write of its own for every frame costs far more than the frame.
 * Where little is said a round comes at once; where a round takes long, the next one waits, and who is written to often gets several frames at once.
 */

import type { Socket } from 'node:net';

/** For so long a round goes on before requests get their turn. */
const SLICE_MS = 5;
/** The clock is looked at after so many sockets. */
const STRIDE = 16;
/** A round that took less is followed by the next at once. */
const LONG_MS = 5;
/** After a long one there is a rest of so many times as long, in which frames gather: writing takes a fifth of the thread at most. */
const REST = 4;
const MOST_REST_MS = 80;

export class Corks {
  /** Sockets of the next round, in the order in which they were first written to. */
  #held = new Set<Socket>();
  /** Those of this round that are yet to come. */
  #left = new Set<Socket>();
  #tookMs = 0;
  #due = false;

  /** Writes later, in order with all else that is written to this socket, and soon. */
  write(socket: Socket, bytes: Buffer): void {
    if (!this.#held.has(socket) && !this.#left.has(socket)) {
      socket.cork();
      this.#held.add(socket);
    }
    socket.write(bytes);
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => this.#begin());
  }

  #begin(): void {
    [this.#left, this.#held, this.#tookMs] = [this.#held, this.#left, 0];
    this.#goOn();
  }

  #goOn(): void {
    const began = performance.now();
    let asked = 0;
    for (const socket of this.#left) {
      this.#left.delete(socket);
      socket.uncork();
      if (++asked % STRIDE === 0 && performance.now() - began >= SLICE_MS) break;
    }
    this.#tookMs += performance.now() - began;
    if (this.#left.size > 0) setImmediate(() => this.#goOn());
    else if (this.#tookMs >= LONG_MS) setTimeout(() => this.#next(), Math.min(MOST_REST_MS, REST * this.#tookMs));
    else this.#next();
  }

  #next(): void {
    this.#due = this.#held.size > 0;
    if (this.#due) setImmediate(() => this.#begin());
  }
}
