/** A line to a server that can be cut, as when a phone goes into a tunnel. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface Cable {
  /** Where its near end is. */
  readonly base: string;
  /** Everything that runs over it breaks off, and nothing gets through until it is mended. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function openCable(base: string): Promise<Cable> {
  const { hostname, port } = new URL(base);
  const ends = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      ends.add(one);
      one.on('error', () => undefined).on('close', () => {
        ends.delete(one);
        other.destroy();
      }).pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = (): void => {
    whole = false;
    for (const end of ends) end.destroy();
  };
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => void (whole = true),
    close: () => {
      cut();
      return new Promise<void>((done) => void server.close(() => done()));
    },
  };
}
