/** When each moment of a recording was shown, as its playlist says: what is written beside it has the clock on the wall. */

export interface Clock {
  /** Milliseconds since 1970, of a place in seconds. */
  dateAt(time: number): number | undefined;
  /** Where it is in what there was when this was read. */
  timeAt(date: number): number | undefined;
  /** The same, also of what came since. */
  positionAt(date: number): number | undefined;
}

interface Piece {
  readonly start: number;
  readonly duration: number;
  readonly date: number;
}

function piecesOf(playlist: string): Piece[] {
  const pieces: Piece[] = [];
  let [start, duration, date] = [0, 0, Number.NaN];
  for (const line of playlist.split('\n')) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice(8));
    else if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) date = Date.parse(line.slice(25));
    else if (line !== '' && !line.startsWith('#')) {
      pieces.push({ start, duration, date });
      start += duration;
      date += duration * 1000;
    }
  }
  return pieces.filter((piece) => !Number.isNaN(piece.date));
}

function clockOf(playlist: string): Clock {
  const pieces = piecesOf(playlist);
  const pieceAt = (date: number): Piece | undefined => pieces.findLast((one) => one.date <= date) ?? pieces[0];
  return {
    dateAt(time) {
      const piece = pieces.findLast(({ start }) => start <= time);
      return piece && piece.date + (time - piece.start) * 1000;
    },
    timeAt(date) {
      const piece = pieceAt(date);
      // What came while nothing was shown is at the end of what was before.
      return piece && piece.start + Math.max(0, Math.min(piece.duration - 0.05, (date - piece.date) / 1000));
    },
    positionAt(date) {
      const piece = pieceAt(date);
      return piece && piece.start + Math.min(piece === pieces.at(-1) ? Number.POSITIVE_INFINITY : piece.duration, (date - piece.date) / 1000);
    },
  };
}

export const readClock = async (url: string): Promise<Clock | undefined> => {
  const answer = await fetch(url).catch(() => undefined);
  return answer?.ok === true ? clockOf(await answer.text()) : undefined;
};
