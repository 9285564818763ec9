/**
 * Captions under the picture, in the language that somebody chose: read as WebVTT, again and again while it is typed, and shown by the
 * browser, so that they are there in full screen, too. The choice is kept on this device, once there is one.
 */

export interface CaptionFacts {
  readonly id: string;
  readonly language: string;
  readonly label: string;
  readonly live: boolean;
  readonly url: string;
}

interface Line {
  /** Seconds of the broadcast's own time. */
  readonly starts: number;
  readonly ends: number;
  readonly text: string;
}

const PLACE = 'perchoir.captions';
const OFF = 'off';
/** While somebody types. */
const AGAIN_MS = 2000;
/** The picture's own clock jumped against the broadcast's. */
const SHIFTED = 0.3;
/** A line that comes when its time is over is shown all the same, for so long. */
const LATE_SECONDS = 3;
/** What is over for longer is not shown any more. */
const STALE_SECONDS = 20;

const secondsOf = (text: string): number => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** The lines of what this server tells; it has made them plain. */
function linesOf(vtt: string): Line[] {
  return vtt.split(/\n{2,}/).flatMap((block) => {
    const rows = block.split('\n');
    const at = rows.findIndex((row) => row.includes('-->'));
    if (at === -1) return [];
    const [starts = '', ends = ''] = (rows[at] ?? '').split('-->').map((one) => one.trim());
    return [{ starts: secondsOf(starts), ends: secondsOf(ends), text: rows.slice(at + 1).join('\n').trim() }];
  });
}

function kept(): string | null {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

function keep(choice: string): void {
  try {
    localStorage.setItem(PLACE, choice);
  } catch {
    // Nothing may be kept here: the choice holds for this page.
  }
}

export class Captions {
  readonly #video: HTMLVideoElement;
  readonly #choice: HTMLSelectElement;
  #tracks: readonly CaptionFacts[] = [];
  #shown: TextTrack | undefined;
  #lines = new Map<string, Line>();
  #offset: number | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking = false;
  /** What was chosen on this page, which holds also where nothing can be kept. */
  #chosen: string | null = kept();

  constructor(video: HTMLVideoElement, choice: HTMLSelectElement, signal: AbortSignal) {
    this.#video = video;
    this.#choice = choice;
    choice.addEventListener('change', () => this.#choose(choice.value), { signal });
    // Those that stand in the page are for browsers without script.
    for (const track of video.textTracks) track.mode = 'disabled';
  }

  /** There are these now. */
  offer(tracks: readonly CaptionFacts[]): void {
    if (JSON.stringify(tracks) === JSON.stringify(this.#tracks)) return;
    this.#tracks = tracks;
    const [off] = this.#choice.options;
    this.#choice.replaceChildren(...(off === undefined ? [] : [off]), ...tracks.map(({ id, label }) => new Option(label, id)));
    const label = this.#choice.closest('label');
    if (label !== null) label.hidden = tracks.length === 0;
    this.#choice.value = tracks.find(({ language }) => language === this.#chosen)?.id ?? OFF;
    this.#clear();
  }

  /** On with what was on last, or the first; or off. */
  toggle(): void {
    const next = this.#track === undefined ? (this.#tracks.find(({ language }) => language === this.#chosen) ?? this.#tracks[0])?.id : OFF;
    if (next === undefined) return;
    this.#choice.value = next;
    this.#choose(next);
  }

  /** @param position of the picture in the broadcast's own time, in seconds @param runs whether more may come */
  tick(position: number | undefined, runs: boolean): void {
    const track = this.#track;
    if (track === undefined || position === undefined) return;
    const offset = this.#video.currentTime - position;
    if (this.#offset === undefined || Math.abs(offset - this.#offset) > SHIFTED) {
      this.#offset = offset;
      this.#draw();
    }
    const now = performance.now();
    if (!this.#asking && (this.#askedAt === Number.NEGATIVE_INFINITY || (runs && track.live && now - this.#askedAt > AGAIN_MS))) void this.#read(track);
  }

  get #track(): CaptionFacts | undefined {
    return this.#tracks.find(({ id }) => id === this.#choice.value);
  }

  #choose(id: string): void {
    const language = this.#tracks.find((track) => track.id === id)?.language ?? OFF;
    keep(language);
    if (language !== OFF) this.#chosen = language;
    this.#clear();
  }

  #clear(): void {
    this.#lines = new Map();
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#draw();
    if (this.#shown !== undefined) this.#shown.mode = this.#track === undefined ? 'disabled' : 'showing';
  }

  async #read(track: CaptionFacts): Promise<void> {
    this.#asking = true;
    const first = this.#askedAt === Number.NEGATIVE_INFINITY;
    this.#askedAt = performance.now();
    const answer = await fetch(track.url).catch(() => undefined);
    const text = answer?.ok === true ? await answer.text() : undefined;
    this.#asking = false;
    if (text === undefined || this.#track !== track) return;
    for (const line of linesOf(text)) {
      const key = `${line.starts} ${line.ends} ${line.text}`;
      if (this.#lines.has(key)) continue;
      this.#lines.set(key, line);
      this.#add(first ? line : this.#late(line));
    }
  }

  /** Who types is behind what is said: a line whose time is over when it comes is shown now. */
  #late(line: Line): Line {
    const now = this.#video.currentTime - (this.#offset ?? 0);
    return line.ends < now && now - line.ends < STALE_SECONDS ? { ...line, starts: now, ends: now + LATE_SECONDS } : line;
  }

  #draw(): void {
    const track = this.#shown;
    for (const cue of Array.from(track?.cues ?? [])) track?.removeCue(cue);
    for (const line of this.#lines.values()) this.#add(line);
  }

  #add({ starts, ends, text }: Line): void {
    if (this.#offset === undefined) return;
    this.#shown ??= this.#video.addTextTrack('captions', this.#choice.getAttribute('aria-label') ?? '', document.documentElement.lang);
    this.#shown.mode = 'showing';
    this.#shown.addCue(new VTTCue(Math.max(0, starts + this.#offset), Math.max(0.1, ends + this.#offset), text));
  }
}
