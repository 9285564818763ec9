/**
 * Why nothing came back: for the log and for the caller's decision to try again, never for the person.
 *
 * `badUrl` and `blocked`: not asked. `unreachable`: no connection, or it broke. `timeout`: over its time. `redirects`:
 * too many, or one without a target. `tooLarge`, `wrongType`, `unreadable`: the answer itself.
 */
export type OutboundReason =
  | 'badUrl'
  | 'blocked'
  | 'unreachable'
  | 'timeout'
  | 'redirects'
  | 'tooLarge'
  | 'wrongType'
  | 'unreadable';

/** The reasons for which somebody on the public side did answer, so that saying so tells nothing about our network. */
const ANSWERED: readonly OutboundReason[] = ['redirects', 'tooLarge', 'wrongType', 'unreadable'];

/**
 * The one error of outbound calls. Its `message` may be shown to anyone: it is the same for an address we refuse to call
 * and for one that does not answer, so that nobody can map a private network by asking us to open things in it.
 */
export class OutboundRefused extends Error {
  readonly reason: OutboundReason;

  constructor(reason: OutboundReason, cause?: unknown) {
    super(
      ANSWERED.includes(reason) ? 'The answer from that address could not be used' : 'That address could not be reached',
      { cause },
    );
    this.name = 'OutboundRefused';
    this.reason = reason;
  }
}
