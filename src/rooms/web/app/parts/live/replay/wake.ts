/**
 * Lets an evening happen again beside its picture: hears where the picture is, asks for what came around that moment, a bounded
 * window at a time, and shows what lies before it. Who goes back sees the later ones go.
 */

import { localise } from '../../local-times.ts';
import { Windows } from './windows.ts';
import type { Piece } from './windows.ts';

export interface ReplayFacts {
  readonly broadcast: string;
  readonly room: string;
  /** Milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  readonly over: boolean;
  readonly language: string;
}

export type ReplayWords = Readonly<Record<'one' | 'other', string>>;

/** So much stays in the page; what was before is in the record. */
const MOST_SHOWN = 80;
/** Who does not scroll up sees the newest. */
const NEAR_END = 60;
/** News is said aloud no oftener. */
const SAY_MS = 20_000;
/** What was deleted since it was shown goes within so long. */
const ANEW_MS = 30_000;

interface Policy {
  createHTML(text: string): unknown;
}

const globals = globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy }; perchoirReplay?: Policy };
/** Markup of this server's gets into the page here; a page allows one policy of the name. */
const policyOf = (): Policy | undefined => (globals.perchoirReplay ??= globals.trustedTypes?.createPolicy('perchoir-replay', { createHTML: (text: string) => text }));

class Replay {
  readonly #root: HTMLElement;
  readonly #facts: ReplayFacts;
  readonly #words: ReplayWords;
  readonly #windows: Windows;
  readonly #stop = new AbortController();
  readonly #shown = new Map<string, HTMLElement>();
  readonly #plural: Intl.PluralRules;
  readonly #clock: Intl.DateTimeFormat;
  readonly #anew: number;
  #now: number | undefined;
  #later = 0;
  #unsaid = 0;
  #saidAt = 0;
  #held = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#facts = JSON.parse(root.dataset['replay'] ?? '{}') as ReplayFacts;
    this.#words = JSON.parse(root.dataset['words'] ?? '{}') as ReplayWords;
    const { room, language } = this.#facts;
    this.#plural = new Intl.PluralRules(language);
    this.#clock = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
    this.#windows = new Windows(`/replay?room=${room}&lang=${language}`, () => this.#show());
    const { signal } = this.#stop;
    document.addEventListener('playertime', (event) => this.#heard((event as CustomEvent<{ id: string; date: number; mode: string }>).detail), { signal });
    root.addEventListener('click', (event) => this.#clicked(event), { signal });
    const scrub = this.#part<HTMLInputElement>('scrub');
    scrub?.addEventListener('input', () => {
      this.#held = true;
      this.#place(this.#facts.began + Number(scrub.value) * 1000);
    }, { signal });
    scrub?.addEventListener('change', () => {
      this.#held = false;
      this.#seek(this.#facts.began + Number(scrub.value) * 1000);
    }, { signal });
    this.#part('box')?.addEventListener('scroll', () => this.#scrolled(), { signal, passive: true });
    this.#anew = setInterval(() => this.#refresh(), ANEW_MS) as unknown as number;
    this.#localise(root);
    root.hidden = !this.#facts.over;
    if (this.#facts.over) this.#place(this.#facts.began);
  }

  close(): void {
    this.#stop.abort();
    this.#windows.close();
    clearInterval(this.#anew);
    for (const element of this.#shown.values()) element.remove();
  }

  #part<T extends HTMLElement>(name: string): T | null {
    return this.#root.querySelector<T>(`[data-part="${name}"]`);
  }

  #heard({ id, date, mode }: { id: string; date: number; mode: string }): void {
    if (id !== this.#facts.broadcast) return;
    const isLater = mode === 'replay' || mode === 'rewind';
    this.#root.hidden = !isLater && !this.#facts.over;
    if (!isLater) return;
    this.#now = date;
    if (!this.#held) this.#place(date);
    this.#windows.reach(date);
    this.#show();
  }

  #clicked(event: Event): void {
    const target = event.target as HTMLElement;
    const jump = target.closest<HTMLElement>('[data-jump]')?.dataset['jump'];
    if (jump !== undefined) this.#seek(Number(jump));
    else if (target.closest('[data-part="later"]') !== null) this.#toEnd();
  }

  #seek(date: number): void {
    document.dispatchEvent(new CustomEvent('playerseek', { detail: { id: this.#facts.broadcast, date } }));
  }

  /** Where the hand on the curve stands, and what it says. */
  #place(date: number): void {
    const { began, ended } = this.#facts;
    const scrub = this.#part<HTMLInputElement>('scrub');
    const end = Math.max(ended, date);
    const second = Math.round((date - began) / 1000);
    const words = this.#clock.format(date);
    if (scrub !== null) {
      scrub.max = String(Math.max(1, Math.round((end - began) / 1000)));
      if (!this.#held) scrub.value = String(second);
      scrub.setAttribute('aria-valuetext', words);
    }
    this.#root.querySelector('[data-part="seen"]')?.setAttribute('width', String(Math.max(0, Math.min(1, (date - began) / (end - began || 1))) * 600));
    const clock = this.#part('clock');
    if (clock !== null) clock.textContent = words;
    const felt = this.#part('felt');
    const counts = Object.entries(this.#windows.feltAt(date));
    if (felt !== null) felt.textContent = counts.map(([kind, count]) => `${kind} ${count}`).join('  ');
  }

  /** Shows what lies before the moment, and nothing else. */
  #show(): void {
    const list = this.#part('list');
    const box = this.#part('box');
    if (this.#now === undefined || list === null || box === null) return;
    const due = this.#windows.until(this.#now).slice(-MOST_SHOWN);
    const keys = new Set(due.map(({ key }) => key));
    const wasAtEnd = this.#isAtEnd(box);
    for (const [key, element] of this.#shown) {
      if (keys.has(key)) continue;
      element.remove();
      this.#shown.delete(key);
    }
    let fresh = 0;
    let before: Element | null = null;
    for (const piece of due) {
      let element = this.#shown.get(piece.key);
      if (element === undefined) {
        element = this.#make(piece);
        if (element === undefined) continue;
        this.#shown.set(piece.key, element);
        fresh++;
      }
      if (element.previousElementSibling !== before || element.parentElement !== list) list.insertBefore(element, before === null ? list.firstChild : before.nextSibling);
      before = element;
    }
    box.hidden = due.length === 0;
    const empty = this.#part('empty');
    if (empty !== null) empty.hidden = due.length > 0;
    if (wasAtEnd) this.#toEnd();
    else this.#later += fresh;
    if (due.length === 0) this.#later = 0;
    this.#say(fresh);
  }

  #make({ html }: Piece): HTMLElement | undefined {
    const template = document.createElement('template');
    const policy = policyOf();
    template.innerHTML = (policy === undefined ? html : policy.createHTML(html)) as string;
    const made = template.content.firstElementChild;
    if (!(made instanceof HTMLElement)) return undefined;
    // The same post may stand in the list of the room, which others point at.
    for (const one of made.querySelectorAll('[id]')) one.removeAttribute('id');
    localise(made);
    this.#localise(made);
    return document.importNode(made, true);
  }

  #localise(root: ParentNode): void {
    for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-clock]')) time.textContent = this.#clock.format(new Date(time.dateTime));
  }

  #isAtEnd(box: HTMLElement): boolean {
    return Boolean(box.hidden) || box.scrollTop + box.clientHeight >= box.scrollHeight - NEAR_END;
  }

  #toEnd(): void {
    const box = this.#part('box');
    if (box !== null) box.scrollTop = box.scrollHeight;
    this.#later = 0;
    this.#count();
  }

  #scrolled(): void {
    const box = this.#part('box');
    if (box === null || !this.#isAtEnd(box)) return;
    this.#later = 0;
    this.#count();
  }

  #wordsFor(count: number): string {
    return (this.#plural.select(count) === 'one' ? this.#words.one : this.#words.other).replace('{count}', String(count));
  }

  #count(): void {
    const button = this.#part('later');
    if (button === null) return;
    button.hidden = this.#later === 0;
    if (this.#later > 0) button.textContent = this.#wordsFor(this.#later);
  }

  /** How many came, now and then: a reader of screens follows the picture, too. */
  #say(fresh: number): void {
    this.#count();
    this.#unsaid += fresh;
    const now = performance.now();
    const said = this.#part('said');
    if (said === null || this.#unsaid === 0 || now - this.#saidAt < SAY_MS) return;
    said.textContent = this.#wordsFor(this.#unsaid);
    this.#saidAt = now;
    this.#unsaid = 0;
  }

  #refresh(): void {
    if (this.#now !== undefined && !this.#root.hidden && !document.hidden) void this.#windows.readAnew(this.#now);
  }
}

/** @returns what ends it */
export function wakeReplay(root: HTMLElement): () => void {
  const replay = new Replay(root);
  return () => replay.close();
}
