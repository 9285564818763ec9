/**
 * The picture pushed over sockets: parts go out as they are made, so viewers see it at half the delay. Costs a connection each, hence
 * a cap. Who reads too slowly is not waited for: parts are left out up to the next keyframe, and the viewer is told.
 */

import type { WebSocket } from '#platform/http/sockets.ts';
import type { Part, Stretch } from '../packager/made.ts';
import type { Shelf } from './shelf.ts';

/** Some four seconds of 720p. */
const MOST_WAITING = 1_500_000;
const READS_AGAIN = 200_000;
/** Parts that a viewer may miss in a row before it is clear that nobody reads. */
const MOST_MISSED = 100;

interface Seat {
  readonly socket: WebSocket;
  stretch: number | undefined;
  missed: number;
  waits: boolean;
}

export class Pushes {
  readonly #seats = new Set<Seat>();
  readonly #stretchOf: (number: number) => Stretch | undefined;

  constructor(stretchOf: (number: number) => Stretch | undefined) {
    this.#stretchOf = stretchOf;
  }

  get size(): number {
    return this.#seats.size;
  }

  /** From the newest keyframe on that begins a segment. */
  add(socket: WebSocket, shelf: Shelf): void {
    const seat: Seat = { socket, stretch: undefined, missed: 0, waits: true };
    this.#seats.add(seat);
    socket.on('close', () => this.#seats.delete(seat));
    socket.on('error', () => socket.terminate());
    // Viewers have nothing to say.
    socket.on('message', () => socket.close(1003, 'Nothing is taken here'));
    const begun = shelf.parts[0]?.independent === true ? shelf.parts : [...(shelf.segments.at(-1)?.parts ?? []), ...shelf.parts];
    for (const part of begun) this.#give(seat, part);
  }

  part(part: Part): void {
    for (const seat of this.#seats) this.#give(seat, part);
  }

  /** `paused`, `ended`: why nothing comes. */
  tell(type: 'paused' | 'ended'): void {
    for (const { socket } of this.#seats) {
      socket.send(JSON.stringify({ type }));
      if (type === 'ended') socket.close(1000, 'The broadcast has ended');
    }
  }

  close(): void {
    for (const { socket } of this.#seats) socket.close(1001, 'There is nothing any more');
  }

  #give(seat: Seat, part: Part): void {
    const { socket } = seat;
    if (socket.readyState !== 1) return;
    if (!seat.waits && socket.bufferedAmount > MOST_WAITING) seat.waits = true;
    if (seat.waits) {
      if (part.index > 0 || !part.independent || (seat.missed > 0 && socket.bufferedAmount > READS_AGAIN)) {
        if (seat.stretch !== undefined && ++seat.missed > MOST_MISSED) socket.terminate();
        return;
      }
      seat.waits = false;
      if (seat.missed > 0) socket.send(JSON.stringify({ type: 'skipped', parts: seat.missed }));
      seat.missed = 0;
    }
    if (seat.stretch !== part.stretch) this.#begin(seat, part);
    socket.send(part.bytes);
  }

  #begin(seat: Seat, part: Part): void {
    const stretch = this.#stretchOf(part.stretch);
    if (stretch === undefined) return;
    seat.stretch = part.stretch;
    const { number, codecs } = stretch;
    seat.socket.send(JSON.stringify({
      type: 'stretch', number, mime: `video/mp4; codecs="${codecs}"`, starts_ms: Math.round(part.starts * 1000), shown_at: new Date(part.shownAt).toISOString(),
    }));
    seat.socket.send(stretch.init);
  }
}
