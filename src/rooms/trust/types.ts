import type { Id } from '#kit/ids.ts';

/** How far two people have come: 0 public, 1 follow, 2 group, 3 private, 4 phone. */
export type Step = 0 | 1 | 2 | 3 | 4;

/** What a step lets each of the two do that they might not before: docs/trust.md. */
export type Right = 'follow' | 'write' | 'invite' | 'help' | 'read_marks' | 'typing' | 'email' | 'birthday' | 'address' | 'phone';

/** What somebody fills in for those they trust; each line is seen from a step of its own on. */
export interface Card {
  /** What they can help with. */
  readonly help: string;
  readonly email: string;
  /** YYYY-MM-DD, or --MM-DD without the year. */
  readonly birthday: string;
  readonly address: string;
  readonly phone: string;
}

export type CardLine = keyof Card;

/** What stands between two people. */
export interface Agreement {
  readonly step: Step;
  readonly offer: { readonly step: Step; readonly by: Id } | undefined;
  readonly refusal: { readonly by: Id; readonly at: Date } | undefined;
}

/** What one of the two does. `step` of an acceptance: what was shown to whoever accepts; of a way back: where to. */
export type Act =
  | { readonly kind: 'offer' | 'decline'; readonly by: Id }
  | { readonly kind: 'accept' | 'back'; readonly by: Id; readonly step?: Step | undefined };

export interface PairRow {
  readonly id: Id;
  readonly low_id: Id;
  readonly high_id: Id;
  readonly step: Step;
  readonly offered_step: Step | null;
  readonly offered_by: Id | null;
  readonly offered_at: Date | null;
  readonly refused_by: Id | null;
  readonly refused_at: Date | null;
  readonly changed_at: Date;
}
