/** Writers that insist until they are answered, and a reader who reconnects where the stream broke off. */
import pg from 'pg';
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
    await Promise.all(town.writers.flatMap((writer, index) => [
      this.#write(writer, index, town.reader), this.#write(writer, index, town.reader), this.#writeForLater(writer, index),
    ]));
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

  /** Posts of some day to come; see `comeDue`. */
  async #writeForLater(writer: Person, author: number): Promise<void> {
    while (this.#going) {
      const key = `key${author}x${this.#count++}x`;
      const entry = this.#ledger.intend(key, author, 'public', true);
      const scheduled_at = new Date(Date.now() + (1 + this.#roll() * 60) * 86_400_000).toISOString();
      const id = await this.#insist(() => writer.post('/api/v1/statuses', { status: `${key} #later`, scheduled_at }, { headers: { 'idempotency-key': key } }));
      if (id !== undefined) this.#ledger.acknowledge(entry, id);
      await pause(100 + this.#roll() * 200);
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

/**
 * Has every scheduled post come due within a moment, as if its day had come: the next kill finds some waiting, some under way
 * and some done. False when the database is away.
 */
export async function comeDue(databaseUrl: string, withinMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(
      `with due as (update posts.scheduled set scheduled_at = now() + random() * $1 * interval '1 millisecond' returning id, scheduled_at)
       update graphile_worker._private_jobs j set run_at = due.scheduled_at from due where j.key = 'posts.publish ' || due.id`,
      [withinMs],
    );
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function countWaiting(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('select count(*) from posts.scheduled');
    return Number(rows[0]?.count);
  } finally {
    await client.end();
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
