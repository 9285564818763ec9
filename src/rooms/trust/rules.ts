/** The steps of trust, what each widens, and what either of the two may do. */

import { conflict, forbidden, invalid } from '#kit/errors.ts';
import { cleanName } from '#kit/text.ts';
import type { Act, Agreement, Card, CardLine, Right, Step } from './types.ts';

/** As the API names them, the first first. */
export const STEP_NAMES = ['public', 'follow', 'group', 'private', 'phone'] as const;
export type StepName = (typeof STEP_NAMES)[number];

const LAST_STEP = 4;

/**
 * The stated list: from which step on each of the two has a right towards the other. The one place that says so: what is
 * allowed, what the API tells of the steps and what the pages show come from here (docs/trust.md is held to it by a test).
 */
export const LEAST_STEP = {
  follow: 1,
  write: 2,
  invite: 2,
  help: 2,
  read_marks: 3,
  typing: 3,
  email: 3,
  birthday: 3,
  address: 3,
  phone: 4,
} as const satisfies Record<Right, Step>;

export const RIGHTS = Object.keys(LEAST_STEP) as readonly Right[];

export const nameOfStep = (step: Step): StepName => STEP_NAMES[step];
export const stepNamed = (name: StepName): Step => STEP_NAMES.indexOf(name) as Step;

/** Whether a step gives each of the two this right towards the other. */
export const mayAt = (step: Step, right: Right): boolean => step >= LEAST_STEP[right];

/** What each of the two may at a step. */
export const rightsAt = (step: Step): Right[] => RIGHTS.filter((right) => mayAt(step, right));

/** Whoever was told no waits so long before they may offer again; the other may at any time. */
const PATIENCE_MS = 30 * 86_400_000;

/**
 * What stands between two people after one of them did something. An act that changes nothing gives the same agreement.
 * @throws Refusal 403, 409 or 422 for what may not be done
 */
export function afterAct(agreement: Agreement, act: Act, now: Date): Agreement {
  switch (act.kind) {
    case 'offer':
      return afterOffer(agreement, act, now);
    case 'accept':
      return afterAcceptance(agreement, act);
    case 'decline':
      return afterDecline(agreement, act, now);
    default:
      return afterBack(agreement, act);
  }
}

function afterOffer(agreement: Agreement, { by }: Act, now: Date): Agreement {
  const { step, offer, refusal } = agreement;
  if (offer?.by === by) return agreement;
  // Both want it: nobody is asked what they have just said.
  if (offer !== undefined) return { step: offer.step, offer: undefined, refusal: undefined };
  if (step === LAST_STEP) throw conflict('There is no further step');
  if (refusal !== undefined && refusal.by !== by && now.getTime() - refusal.at.getTime() < PATIENCE_MS) {
    throw forbidden('They said no: the next offer is theirs');
  }
  return { step, offer: { step: (step + 1) as Step, by }, refusal };
}

function afterAcceptance({ offer }: Agreement, act: Act & { step?: Step | undefined }): Agreement {
  if (offer === undefined || offer.by === act.by) throw conflict('Nothing is offered to you');
  if (act.step !== undefined && act.step !== offer.step) throw conflict('Another step is offered by now');
  return { step: offer.step, offer: undefined, refusal: undefined };
}

function afterDecline(agreement: Agreement, { by }: Act, at: Date): Agreement {
  const { step, offer, refusal } = agreement;
  if (offer === undefined) return agreement;
  return { step, offer: undefined, refusal: offer.by === by ? refusal : { by, at } };
}

/** Either goes back at any time, and whatever is offered goes with the step it began at. */
function afterBack(agreement: Agreement, act: Act & { step?: Step | undefined }): Agreement {
  const { step, refusal } = agreement;
  if (step === 0) return agreement;
  const to = act.step ?? ((step - 1) as Step);
  if (to >= step) throw invalid('Validation failed: step is not behind the one you share');
  return { step: to, offer: undefined, refusal };
}

const LONGEST: Readonly<Record<CardLine, number>> = { help: 300, email: 254, birthday: 10, address: 300, phone: 30 };
const BIRTHDAY = /^(?:(\d{4})|-)-(\d\d)-(\d\d)$/;
const PHONE = /^\+?[0-9 ().\-/]+$/;
const FEWEST_DIGITS = 5;

/** A line of a card as it is kept; '' where it is emptied. Whether a text is a mail address is for others to say. @throws Refusal 422 */
export function tidyCardLine(line: CardLine, typed: string, isAddress: (text: string) => boolean): string {
  const text = line === 'help' || line === 'address' ? tidyLines(typed) : cleanName(typed);
  if ([...text].length > LONGEST[line]) throw invalid(`Validation failed: ${line} has ${LONGEST[line]} characters at most`);
  if (text === '') return text;
  if (line === 'email' && !isAddress(text)) throw invalid('Validation failed: email is not a mail address');
  if (line === 'birthday' && !isDay(text)) throw invalid('Validation failed: birthday is YYYY-MM-DD, or --MM-DD without the year');
  if (line === 'phone' && (!PHONE.test(text) || text.replace(/\D/g, '').length < FEWEST_DIGITS)) throw invalid('Validation failed: phone is not a number that can be called');
  return text;
}

const tidyLines = (typed: string): string => typed.split(/\r\n?|\n/).map(cleanName).join('\n').trim();

/** Whether there is such a day in the calendar; without its year, in a leap year. */
function isDay(text: string): boolean {
  const [, year = '2000', month, day] = BIRTHDAY.exec(text) ?? [];
  if (month === undefined) return false;
  const at = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(5, 10) === `${month}-${day}`;
}

export const EMPTY_CARD: Card = { help: '', email: '', birthday: '', address: '', phone: '' };
export const CARD_LINES = Object.keys(EMPTY_CARD) as readonly CardLine[];

/** What somebody at this step sees of a card: a line that is not theirs to see looks like one that is not filled in. */
export const seenOfCard = (card: Card, step: Step): Card => ({
  help: mayAt(step, 'help') ? card.help : '',
  email: mayAt(step, 'email') ? card.email : '',
  birthday: mayAt(step, 'birthday') ? card.birthday : '',
  address: mayAt(step, 'address') ? card.address : '',
  phone: mayAt(step, 'phone') ? card.phone : '',
});
