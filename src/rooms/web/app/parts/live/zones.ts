/** Days and clocks at a room's place, as fields for date and time want them. */

function partsIn(at: number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

const localIn = (at: number, zone: string): string => {
  const { year = '', month = '', day = '', hour = '', minute = '' } = partsIn(at, zone);
  return `${year}-${month}-${day}T${hour}:${minute}`;
};

/** A moment as it is called there, to the minute. */
export const inZoneLocal = (at: string, zone: string): string => localIn(Date.parse(at), zone);

/** The moment that is called so there, ISO 8601; a zone that is not one is left to the server to refuse. */
export function fromZone(local: string, zone: string): string {
  const named = Date.parse(`${local.slice(0, 16)}Z`);
  try {
    let at = named;
    // Twice: the first guess may lie on the other side of a change of the clocks.
    for (let round = 0; round < 2; round++) at += named - Date.parse(`${localIn(at, zone)}Z`);
    return new Date(at).toISOString();
  } catch {
    return new Date(named).toISOString();
  }
}
