/** A browser without script: keeps cookies, follows redirects inside the town, fills in forms. */
import { ORIGIN } from '../town.ts';

export interface Page {
  readonly status: number;
  /** Path and query, or the whole address where it leads out of the town. */
  readonly address: string;
  readonly html: string;
}

interface Form {
  readonly action: string;
  readonly method: string;
  readonly fields: Record<string, string>;
  readonly html: string;
}

const unescape = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}(?:\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+)))?(?=[\\s/>])`, 'i').exec(tag);
  return found === null ? undefined : unescape(found[1] ?? found[2] ?? found[3] ?? '');
};

export class Browser {
  readonly #base: string;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  page: Page = { status: 0, address: '/', html: '' };

  /** `origin`: the public address of the house at `base`. */
  constructor(base: string, origin: string = ORIGIN) {
    this.#base = base;
    this.#origin = origin;
  }

  open(address: string): Promise<Page> {
    return this.#go('GET', address);
  }

  forms(): Form[] {
    return [...this.page.html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([html]) => {
      const tag = /^<form\b[^>]*>/i.exec(html)?.[0] ?? '';
      const inputs = [...html.matchAll(/<input\b[^>]*>/gi)].map(([input]) => input);
      const kept = inputs.filter((input) => {
        const type = attribute(input, 'type') ?? 'text';
        return type !== 'submit' && (!['checkbox', 'radio'].includes(type) || attribute(input, 'checked') !== undefined);
      });
      return {
        action: attribute(tag, 'action') ?? this.page.address,
        method: (attribute(tag, 'method') ?? 'GET').toUpperCase(),
        fields: Object.fromEntries(kept.map((input) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? 'on'])),
        html,
      };
    });
  }

  /** Sends the first form that has all of these fields, with its hidden ones; presses `press` (name and value) if named. */
  async submit(fields: Record<string, string>, press?: RegExp): Promise<Page> {
    const form = this.forms().find((one) => Object.keys(fields).every((name) => new RegExp(`name=["']?${name}\\b`).test(one.html)) && (press === undefined || press.test(one.html)));
    if (form === undefined) throw new Error(`No form has ${Object.keys(fields).join(', ')} on ${this.page.address}:\n${this.page.html.slice(0, 1500)}`);
    const button = [...form.html.matchAll(/<button\b[^>]*>/gi)].map(([tag]) => tag).find((tag) => press === undefined || press.test(tag));
    const name = button === undefined ? undefined : attribute(button, 'name');
    const pressed = name === undefined ? {} : { [name]: attribute(button ?? '', 'value') ?? '' };
    return this.#go(form.method, form.action, { ...form.fields, ...fields, ...pressed });
  }

  /** Sends the form of this page with that action, and a file in its field `file`; where it leads is not followed. */
  upload(action: string, file: Blob | undefined, fields: Record<string, string> = {}): Promise<Response> {
    const form = this.forms().find((one) => one.action === action);
    if (form === undefined) throw new Error(`No form leads to ${action} on ${this.page.address}`);
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...fields })) if (name !== 'file') body.set(name, value);
    if (file !== undefined) body.set('file', file, 'file');
    return fetch(this.#base + action, { method: 'POST', body, redirect: 'manual', headers: { cookie: this.#cookieLine(), origin: this.#origin, 'sec-fetch-site': 'same-origin' } });
  }

  /** What is at an address, as it is. */
  fetch(address: string): Promise<Response> {
    return fetch(this.#base + address, { redirect: 'manual', headers: { cookie: this.#cookieLine() } });
  }

  /** The headers with which a page of ours calls the API: by the session of this browser, without a token. */
  get asPage(): Record<string, string> {
    return { cookie: this.#cookieLine(), authorization: 'Session', origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
  }

  /** The headers that a browser itself sets when a page of ours opens a socket. */
  get asSocket(): Record<string, string> {
    return { cookie: this.#cookieLine(), origin: ORIGIN };
  }

  #cookieLine(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #go(method: string, address: string, fields: Record<string, string> = {}): Promise<Page> {
    const target = new URL(address, this.#origin + this.page.address.replace(/^https?:\/\/[^/]+/, ''));
    const text = new URLSearchParams(fields).toString();
    if (method === 'GET' && text !== '') target.search = text;
    if (target.origin !== this.#origin) return (this.page = { status: 0, address: target.href, html: '' });
    const answer = await fetch(this.#base + target.pathname + target.search, {
      method, redirect: 'manual',
      headers: {
        accept: 'text/html', cookie: this.#cookieLine(), ...(method !== 'GET' && { origin: this.#origin, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method !== 'GET' && { body: text }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    const html = await answer.text();
    this.page = { status: answer.status, address: target.pathname + target.search, html };
    return answer.status >= 300 && answer.status < 400 && location !== null ? this.#go('GET', location) : this.page;
  }
}
