/** Spans of time as a clock shows them; for pages and for visitors' script alike. */

const two = (number: number): string => String(number).padStart(2, '0');

/** 1:04:09, or 4:09 below an hour; nothing is before the beginning. */
export function clockBetween(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
