import pg from 'pg';
import { toDatabaseError } from './errors.ts';

export type Heard = {
  notified(payload: string): void;
  /** The connection was lost and is back: what was said meanwhile was missed, so look in the tables. */
  resumed?(): void;
};

const retryMs = 300;

/**
 * LISTEN on a connection of its own, for as long as the process lives or until the returned function is called.
 * @throws DatabaseError when the first connection fails
 */
export async function listenTo(url: string, channel: string, heard: Heard): Promise<() => Promise<void>> {
  let ended = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'perchoir listening', keepAlive: true, connectionTimeoutMillis: 5_000 });
    next.on('notification', (message) => heard.notified(message.payload ?? ''));
    next.on('error', () => {});
    try {
      await next.connect();
      await next.query(`listen ${next.escapeIdentifier(channel)}`);
    } catch (error) {
      await next.end().catch(() => {});
      throw toDatabaseError(error);
    }
    next.once('end', again);
    client = next;
    if (ended) await next.end();
  };
  const again = (): void => {
    if (ended) return;
    timer = setTimeout(() => void connect().then(() => heard.resumed?.(), again), retryMs);
  };

  await connect();
  return async () => {
    ended = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
