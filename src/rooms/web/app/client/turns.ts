/** Calls about the same thing go one after the other, so that what was done last stands. */

const turns = new Map<string, Promise<unknown>>();

/** Runs `act` when what was begun before under the same name has ended, however it ended. */
export function inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  const turn = (turns.get(name) ?? Promise.resolve()).then(act, act);
  const end = turn.catch(() => undefined).then(() => {
    if (turns.get(name) === end) turns.delete(name);
  });
  turns.set(name, end);
  return turn;
}
