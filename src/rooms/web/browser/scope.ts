/** The parts of a service worker's world that ours uses; the types of browsers' pages and of workers cannot stand side by side. */

export interface Later extends Event {
  waitUntil(work: Promise<unknown>): void;
}

export interface Asked extends Later {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}

export interface Pushed extends Later {
  readonly data: { json(): unknown } | null;
}

export interface Clicked extends Later {
  readonly notification: Notification;
}

export interface Synced extends Later {
  readonly tag: string;
}

export interface Told extends Later {
  readonly data: unknown;
}

interface Page {
  readonly url: string;
  focus(): Promise<Page>;
  navigate(url: string): Promise<Page | null>;
}

interface Events {
  install: Later;
  activate: Later;
  fetch: Asked;
  push: Pushed;
  notificationclick: Clicked;
  sync: Synced;
  message: Told;
  pushsubscriptionchange: Later;
}

interface Scope {
  readonly registration: ServiceWorkerRegistration & { readonly navigationPreload?: { enable(): Promise<void> } };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): void;
}

export const scope = globalThis as unknown as Scope;
