/** Local time in place of the server's, which does not know where its readers are; and the days on the rail by it. */

const locale = document.documentElement.lang === 'fr' ? 'fr-FR' : 'en-GB';
const formatIn = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, options);
const clock = formatIn({ hour: '2-digit', minute: '2-digit' });
const day = formatIn({ day: 'numeric', month: 'short' });
const dayOfYear = formatIn({ day: 'numeric', month: 'short', year: 'numeric' });
const longDay = formatIn({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const exact = formatIn({ dateStyle: 'long', timeStyle: 'medium' });

function wordsFor(time: Date, form: string | undefined): string {
  if (form === 'long') return exact.format(time);
  if (form === 'clock') return clock.format(time);
  const date = time.getFullYear() === new Date().getFullYear() ? day : dayOfYear;
  return form === 'day' ? date.format(time) : `${date.format(time)}, ${clock.format(time)}`;
}

/** Every time below an element, as the same words at the reader's place. */
export function localise(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-time]')) {
    const time = new Date(element.dateTime);
    if (Number.isNaN(Number(time))) continue;
    const words = wordsFor(time, element.dataset['time']);
    if (element.textContent !== words) element.textContent = words;
    element.title = exact.format(time);
  }
}

/** Ticks where another day begins at the reader's place. @param tick the class of their elements */
export function markDays(list: Element, tick: string): void {
  let last: string | undefined;
  for (const item of Array.from(list.children)) {
    if (item.hasAttribute('data-day')) {
      item.remove();
      continue;
    }
    const at = item.getAttribute('data-at');
    if (at === null) continue;
    const time = new Date(at);
    const words = longDay.format(time);
    if (last !== words) {
      const mark = document.createElement('li');
      mark.className = tick;
      mark.dataset['day'] = at.slice(0, 10);
      const text = mark.appendChild(document.createElement('time'));
      text.dateTime = `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, '0')}-${String(time.getDate()).padStart(2, '0')}`;
      text.textContent = words;
      item.before(mark);
    }
    last = words;
  }
}
