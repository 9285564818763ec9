/** The open stream of a page: begun where the page ends, taken up again after every cut, put down while nobody looks. */

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** A browser has six connections to a server for all its tabs: those that nobody looks at give theirs back. */
const HIDDEN_MS = 20_000;

export type State = 'live' | 'connecting' | 'offline';
const KINDS = ['post', 'edit', 'gone', 'counts', 'piece', 'resync'] as const;
export type Kind = (typeof KINDS)[number];

export interface Listener {
  tell(kind: Kind, text: string): void;
  turn(state: State): void;
}

/** @param address of the stream; its `since` is the newest event that the page knows */
export function listen(address: string, { tell, turn }: Listener): void {
  const url = new URL(address, location.href);
  let source: EventSource | undefined;
  let timer: number | undefined;
  let failures = 0;

  const close = (): void => {
    clearTimeout(timer);
    timer = undefined;
    source?.close();
    source = undefined;
  };

  const open = (): void => {
    close();
    if (document.visibilityState === 'hidden') return;
    turn(failures > 0 ? 'offline' : 'connecting');
    const mine = (source = new EventSource(url));
    mine.onopen = () => {
      failures = 0;
      turn('live');
    };
    mine.onerror = () => {
      close();
      turn('offline');
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures++);
      timer = window.setTimeout(open, pause * (0.5 + Math.random()));
    };
    for (const kind of KINDS) {
      mine.addEventListener(kind, ({ data, lastEventId }: MessageEvent<string>) => {
        if (lastEventId !== '') url.searchParams.set('since', lastEventId);
        tell(kind, data);
      });
    }
  };

  addEventListener('online', open);
  addEventListener('offline', () => {
    close();
    turn('offline');
  });
  addEventListener('pagehide', close);
  addEventListener('pageshow', ({ persisted }) => void (persisted && open()));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      // One that waits to try again may as well wait until somebody looks.
      if (source === undefined) close();
      else timer = window.setTimeout(close, HIDDEN_MS);
    } else if (source === undefined) open();
    else clearTimeout(timer);
  });
  open();
}
