/**
 * The rule of trends. It looks at what is talked about, never at who talks: no person has a score, and who has many followers
 * counts as one. /trends/rule says it in words, with these figures.
 */

/** Tags and links: how many people in an hour of the last hours, against an hour of the week before. */
export const RECENT_HOURS = 6;
export const USUAL_DAYS = 7;
/** A thing rises when it is this many times as frequent as usual, half a person an hour being granted to both. */
export const LEAST_RISE = 2;
const GRANTED = 0.5;

/** Posts: how many people in an hour since it was written, at most these. */
export const POST_HOURS = 24;
export const POST_DAYS = 3;

/** How many of each kind are listed. */
const MOST_LISTED = 100;

const HOUR_MS = 3_600_000;
const USUAL_HOURS = USUAL_DAYS * 24;

/** Who said a thing, counted. `recent` and `usual`: for each hour its distinct people, summed up. */
export interface Said {
  readonly key: string;
  /** Distinct in all of the recent hours. */
  readonly people: number;
  readonly recent: number;
  readonly usual: number;
}

/** Who has something to say to a post. */
export interface Answered {
  readonly key: string;
  readonly people: number;
  readonly writtenAt: Date;
}

export interface Trend {
  readonly key: string;
  readonly people: number;
  /** People in an hour, now and usually. */
  readonly now: number;
  readonly usual: number | undefined;
  readonly rise: number | undefined;
}

/** The things that rise, the steepest first; `least` people are needed. */
export function risingThings(said: readonly Said[], least: number): Trend[] {
  return said
    .map(({ key, people, ...hours }) => {
      const [now, usual] = [hours.recent / RECENT_HOURS, hours.usual / USUAL_HOURS];
      return { key, people, now: rounded(now), usual: rounded(usual), rise: rounded((now + GRANTED) / (usual + GRANTED)) };
    })
    .filter(({ people, rise }) => people >= least && rise >= LEAST_RISE)
    .sort((a, b) => b.rise - a.rise || b.people - a.people || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_LISTED);
}

/** The posts that most people in an hour have something to say to, then the newer one. */
export function liveliestPosts(answered: readonly Answered[], least: number, now: Date): Trend[] {
  return answered
    .map(({ key, people, writtenAt }) => {
      const hours = Math.min(POST_HOURS, Math.max(1, (now.getTime() - writtenAt.getTime()) / HOUR_MS));
      return { key, people, now: rounded(people / hours), usual: undefined, rise: undefined };
    })
    .filter(({ people }) => people >= least)
    .sort((a, b) => b.now - a.now || b.people - a.people || Number(b.key) - Number(a.key))
    .slice(0, MOST_LISTED);
}

function rounded(figure: number): number {
  return Math.round(figure * 100) / 100;
}
