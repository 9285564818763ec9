// HTML written by hand, escaped by the machine. A page is a template literal; whatever is put into it is text unless it
// came from another `html` template or from `raw`. Where escaping alone would not be safe (an attribute without quotes,
// a script, an event handler), the template is refused the first time it runs, so the mistake is met in development.
// Left out on purpose: a way to put a value into <script> or <style>. Pages have no inline script (see the CSP).

/** Markup that is already safe to send. Only `html` and `raw` make it; `String(markup)` gives the text to send. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template accepts between `${` and `}`. Nothing is shown for null, undefined, true and false. */
export type HtmlValue = Html | string | number | bigint | boolean | null | undefined | readonly HtmlValue[];

/** Where in the markup a value stands: between tags, inside a tag, in a quoted attribute, in a quoted URL attribute. */
type Place = 'content' | 'tag' | 'attribute' | 'address';

const placesOf = new WeakMap<TemplateStringsArray, readonly Place[]>();

/**
 * Builds markup from a template; every value is escaped for the place where it stands.
 *
 * Strings and numbers are escaped, arrays joined, null, undefined and booleans left out (`${open && html`…`}`).
 * In an attribute that holds an address (`href`, `src`, `action`…) a scheme other than http, https or mailto becomes
 * `#`. Throws a TypeError for a template that cannot be made safe, and for markup inside a quoted attribute.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let places = placesOf.get(strings);
  if (places === undefined) {
    places = readPlaces(strings);
    placesOf.set(strings, places);
  }
  let text = strings[0] ?? '';
  for (let i = 0; i < values.length; i++) {
    text += renderValue(values[i], places[i] ?? 'content') + (strings[i + 1] ?? '');
  }
  return new Html(text);
}

/** Takes text as markup, unescaped. Only for what this server rendered itself, such as the content of a post. */
export function raw(trusted: string): Html {
  return new Html(trusted);
}

/** Text made safe between tags and inside a quoted attribute: `& < > " '` become references. */
export function escapeHtml(text: string): string {
  return MARKUP_OR_QUOTE.test(text) ? escapeFrom(text, true) : text;
}

/** Text made safe between tags only: quotes stay as they are, which keeps French prose (`l'été`) short. */
export function escapeContent(text: string): string {
  return MARKUP.test(text) ? escapeFrom(text, false) : text;
}

const MARKUP = /[&<>]/;
const MARKUP_OR_QUOTE = /[&<>"']/;

function escapeFrom(text: string, quotes: boolean): string {
  let out = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 62) continue;
    const reference = referenceFor(code, quotes);
    if (reference === '') continue;
    out += text.slice(from, i) + reference;
    from = i + 1;
  }
  return out + text.slice(from);
}

function referenceFor(code: number, quotes: boolean): string {
  if (code === 38) return '&amp;';
  if (code === 60) return '&lt;';
  if (code === 62) return '&gt;';
  if (quotes && code === 34) return '&quot;';
  if (quotes && code === 39) return '&#39;';
  return '';
}

function renderValue(value: HtmlValue, place: Place): string {
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if (Array.isArray(value)) {
    let joined = '';
    for (const item of value as readonly HtmlValue[]) joined += renderValue(item, place);
    return joined;
  }
  if (value instanceof Html) {
    if (place === 'attribute' || place === 'address') throw new TypeError('html: markup inside an attribute value');
    return value.toString();
  }
  const text = String(value);
  // Escaping does not hold a text inside a tag to one attribute, so only markup may stand there.
  if (place === 'tag') throw new TypeError('html: inside a tag put a value between quotes, or use html`…`');
  return escapeHtml(place === 'address' && !isSafeAddress(text) ? '#' : text);
}

/** Whether following this address can only lead to a page or a mail: relative, http, https or mailto. */
function isSafeAddress(address: string): boolean {
  let scheme = '';
  for (let i = 0; i < address.length; i++) {
    const code = address.charCodeAt(i);
    // Browsers drop the tab in "java\tscript:"; here it only makes one more scheme that is not on the list.
    if (code === 58) return scheme === 'http' || scheme === 'https' || scheme === 'mailto';
    if (code === 47 || code === 63 || code === 35) return true;
    scheme += String.fromCharCode(code | 32);
    if (scheme.length > 32) return !address.includes(':');
  }
  return true;
}

const ADDRESS_ATTRIBUTES = new Set(['href', 'src', 'action', 'formaction', 'poster', 'cite', 'data', 'ping', 'background']);
const REFUSED_ATTRIBUTES = new Set(['style', 'srcdoc', 'srcset']);
const RAW_ELEMENTS = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'plaintext']);
const ESCAPABLE_ELEMENTS = new Set(['textarea', 'title']);

/** One step of reading a template: where we are, the names read last and the quote that is open. */
interface Reading {
  state: 'content' | 'open' | 'tag' | 'name' | 'before-value' | 'value' | 'comment' | 'raw';
  element: string;
  attribute: string;
  quote: string;
  valueIsEmpty: boolean;
}

function readPlaces(strings: TemplateStringsArray): readonly Place[] {
  const reading: Reading = { state: 'content', element: '', attribute: '', quote: '', valueIsEmpty: true };
  const places: Place[] = [];
  for (let i = 0; i < strings.length - 1; i++) {
    readMarkup(strings[i] ?? '', reading);
    places.push(placeAt(reading));
  }
  return places;
}

function placeAt(reading: Reading): Place {
  switch (reading.state) {
    case 'content':
      return 'content';
    case 'tag':
      return 'tag';
    case 'open':
      if (reading.element === '') break;
      return 'tag';
    case 'value':
      if (reading.quote === '') break;
      if (reading.attribute.startsWith('on') || REFUSED_ATTRIBUTES.has(reading.attribute)) break;
      return ADDRESS_ATTRIBUTES.has(reading.attribute) && reading.valueIsEmpty ? 'address' : 'attribute';
    case 'raw':
      // Browsers decode references in these two, so escaping holds there as it does between tags.
      if (ESCAPABLE_ELEMENTS.has(reading.element)) return 'content';
      break;
    default:
      break;
  }
  throw new TypeError(`html: no value may stand here (${reading.state}, <${reading.element} ${reading.attribute}>)`);
}

function readMarkup(markup: string, reading: Reading): void {
  let i = 0;
  while (i < markup.length) {
    if (reading.state === 'content') i = readContent(markup, i, reading);
    else if (reading.state === 'comment') i = readUntil(markup, i, '-->', reading);
    else if (reading.state === 'raw') i = readUntil(markup, i, `</${reading.element}`, reading);
    else i = readTag(markup, i, reading);
  }
}

function readContent(markup: string, from: number, reading: Reading): number {
  const open = markup.indexOf('<', from);
  if (open < 0) return markup.length;
  if (markup.startsWith('<!--', open)) {
    reading.state = 'comment';
    return open + 4;
  }
  reading.state = 'open';
  reading.element = '';
  return open + 1;
}

function readUntil(markup: string, from: number, end: string, reading: Reading): number {
  const found = markup.toLowerCase().indexOf(end, from);
  if (found < 0) return markup.length;
  if (reading.state === 'comment') {
    reading.state = 'content';
    return found + end.length;
  }
  reading.state = 'open';
  reading.element = '';
  return found + 1;
}

/** Reads one character inside a tag. */
function readTag(markup: string, i: number, reading: Reading): number {
  const letter = markup.charAt(i);
  const blank = letter.trim() === '';
  switch (reading.state) {
    case 'value':
      if (reading.quote === '' ? blank : letter === reading.quote) reading.state = 'tag';
      else if (reading.quote === '' && letter === '>') closeTag(reading);
      else reading.valueIsEmpty = false;
      return i + 1;
    case 'before-value':
      if (blank) return i + 1;
      reading.state = 'value';
      reading.quote = letter === '"' || letter === "'" ? letter : '';
      reading.valueIsEmpty = true;
      return reading.quote === '' ? i : i + 1;
    case 'open':
      if (letter === '>') closeTag(reading);
      else if (blank) reading.state = 'tag';
      else reading.element += letter.toLowerCase();
      return i + 1;
    default:
      return readName(letter, blank, i, reading);
  }
}

function readName(letter: string, blank: boolean, i: number, reading: Reading): number {
  if (letter === '>') closeTag(reading);
  else if (letter === '=') reading.state = 'before-value';
  else if (blank || letter === '/') reading.state = 'tag';
  else {
    reading.attribute = (reading.state === 'name' ? reading.attribute : '') + letter.toLowerCase();
    reading.state = 'name';
  }
  return i + 1;
}

function closeTag(reading: Reading): void {
  reading.state = RAW_ELEMENTS.has(reading.element) ? 'raw' : 'content';
  reading.attribute = '';
}
