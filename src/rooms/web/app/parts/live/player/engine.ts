/** What plays a picture, whichever way it comes. */
export interface Engine {
  close(): void;
  /** Milliseconds between the newest that is there and what is seen; undefined where nobody knows. */
  delay(): number | undefined;
  /** When what is seen was shown, in milliseconds since 1970. */
  playingDate(): number | undefined;
  toNow(): void;
  /** Where the picture is in the broadcast's own time, in seconds; undefined where nobody knows. */
  position(): number | undefined;
  /** Goes to what was shown at a moment, in milliseconds since 1970; as soon as it can. */
  seek(date: number): void;
}

export interface Wish {
  readonly video: HTMLVideoElement;
  readonly url: string;
  /** A playlist of all there is, which tells what the broadcast's own time is where the picture does not. */
  readonly clocked?: string | undefined;
  /** It cannot be played this way; `full`: as many watch as may. */
  readonly failed: (why?: 'full') => void;
}

type Managed = typeof globalThis & { readonly ManagedMediaSource?: typeof MediaSource };

/** How scripts may feed a `<video>` here; phones of Apple have a kind of their own. */
export const mediaSource = (): typeof MediaSource | undefined =>
  (globalThis as Managed).ManagedMediaSource ?? (globalThis as Partial<Pick<typeof globalThis, 'MediaSource'>>).MediaSource;
