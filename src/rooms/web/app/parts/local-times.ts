/** Local time in place of the server's, which does not know where its readers are; and the days on the rail by it. */

const WORDS = {
  clock: { hour: '2-digit', minute: '2-digit' }, day: { day: 'numeric', month: 'short' }, dayOfYear: { day: 'numeric', month: 'short', year: 'numeric' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, exact: { dateStyle: 'long', timeStyle: 'medium' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;
const made = new Map<keyof typeof WORDS, Intl.DateTimeFormat>();

function inWords(time: Date, form: keyof typeof WORDS): string {
  let format = made.get(form);
  if (format === undefined) made.set(form, (format = new Intl.DateTimeFormat(document.documentElement.lang === 'fr' ? 'fr-FR' : 'en-GB', WORDS[form])));
  return format.format(time);
}

function wordsFor(time: Date, form: string | undefined): string {
  if (form === 'long') return inWords(time, 'exact');
  if (form === 'clock') return inWords(time, 'clock');
  const date = inWords(time, time.getFullYear() === new Date().getFullYear() ? 'day' : 'dayOfYear');
  return form === 'day' ? date : `${date}, ${inWords(time, 'clock')}`;
}

/** Every time below an element, as the same words at the reader's place. */
export function localise(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLTimeElement>('time[data-time]')) {
    const time = new Date(element.dateTime);
    if (Number.isNaN(Number(time))) continue;
    const words = wordsFor(time, element.dataset['time']);
    if (element.textContent !== words) element.textContent = words;
    element.title = inWords(time, 'exact');
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
    const words = inWords(time, 'longDay');
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
