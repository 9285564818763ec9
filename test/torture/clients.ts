/** Writers that insist until they are answered, and a reader who reconnects where the stream broke off. */
import type { Answer, Person } from '../town/person.ts';
import type { Stream } from '../town/streams.ts';
import { openEvents } from '../town/streams.ts';
import type { Ledger, Visibility } from './ledger.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const VISIBILITIES: readonly Visibility[] = ['public', 'public', 'unlisted', 'private', 'direct'];

export interface Town {
  readonly writers: readonly Person[];
  /** Follows every writer. */
  readonly reader: Person;
  /** Follows nobody. */
  readonly stranger: Person;
}

export class Writing {
  /** Answers that no fault excuses: anything but 200, 429 and 503. */
  readonly wrong: string[] = [];
  readonly #ledger: Ledger;
  readonly #roll: () => number;
  #going = true;
  #count = 0;

  constructor(ledger: Ledger, roll: () => number) {
    this.#ledger = ledger;
    this.#roll = roll;
  }

  async run(town: Town): Promise<void> {
    await Promise.all(town.writers.flatMap((writer, index) => [this.#write(writer, index, town.reader), this.#write(writer, index, town.reader)]));
  }

  stop(): void {
    this.#going = false;
  }

  async #write(writer: Person, author: number, reader: Person): Promise<void> {
    let last: string | undefined;
    while (this.#going) {
      const visibility = VISIBILITIES[Math.floor(this.#roll() * VISIBILITIES.length)] ?? 'public';
      const key = `key${author}x${this.#count++}x`;
      const entry = this.#ledger.intend(key, author, visibility);
      const text = `${visibility === 'direct' ? `@${reader.username} ` : ''}${key} #torture`;
      const id = await this.#insist(() => writer.post('/api/v1/statuses', { status: text, visibility }, { headers: { 'idempotency-key': key } }));
      if (id === undefined) continue;
      this.#ledger.acknowledge(entry, id);
      // Now and then the answer is taken for lost: the same key has to give the same post.
      if (this.#roll() < 0.1) {
        const again = await this.#insist(() => writer.post('/api/v1/statuses', { status: text, visibility }, { headers: { 'idempotency-key': key } }));
        if (again !== undefined) this.#ledger.acknowledge(entry, again);
      }
      if (last !== undefined && this.#roll() < 0.3) await this.#insist(() => reader.post(`/api/v1/statuses/${last}/favourite`));
      last = id;
      await pause(this.#roll() * 30);
    }
  }

  /** Tries until there is an answer; gives up only when the run ends while the server is away. */
  async #insist(act: () => Promise<Answer>): Promise<string | undefined> {
    for (let tries = 0; tries < 400; tries++) {
      const answer = await act().catch(() => undefined);
      if (answer?.status === 200) return answer.body.id as string;
      if (answer !== undefined && answer.status !== 503 && answer.status !== 429) {
        this.wrong.push(`${answer.status} ${answer.text.slice(0, 200)}`);
        return undefined;
      }
      if (answer?.status === 503 && answer.headers.get('retry-after') === null) this.wrong.push('503 without Retry-After');
      await pause(60);
    }
    return undefined;
  }
}

/** One stream over all the breaks: what came, in the order in which it came. */
export class Listening {
  readonly ids: string[] = [];
  #going = true;
  #stream: Stream | undefined;

  async run(reader: Person): Promise<void> {
    let lastId: string | undefined;
    while (this.#going) {
      try {
        const headers = { authorization: `Bearer ${reader.token}`, ...(lastId !== undefined && { 'last-event-id': lastId }) };
        this.#stream = await openEvents(`${reader.base}/api/v1/streaming/user`, headers);
        let taken = 0;
        const take = (frames: Stream['frames']): void => {
          for (; taken < frames.length; taken++) {
            const frame = frames[taken];
            if (frame?.id !== undefined) lastId = frame.id;
            if (frame?.event === 'update') this.ids.push(frame.payload.id as string);
          }
        };
        let open = true;
        void this.#stream.closed.then(() => (open = false));
        while (open && this.#going) {
          await pause(20);
          take(this.#stream.frames);
        }
        take(this.#stream.frames);
      } catch {
        await pause(50);
      }
    }
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#stream?.close();
  }
}
