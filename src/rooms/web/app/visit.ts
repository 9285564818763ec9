/** What every page is told of the request it answers; handed in by the room, see `../answer.ts`. */

import { createContext } from 'react-router';
import type { RouterContextProvider } from 'react-router';
import type { Id } from '#kit/ids.ts';
import type { Language } from '#kit/language.ts';
import type { Look } from '#kit/look.ts';
import type { Context } from '#platform/context.ts';

/** The person signed in at this browser, as far as every page shows them. */
export interface Me {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly avatar: string;
  readonly role: 'owner' | 'moderator' | 'member';
  /** The mailbox that has yet to be proven; until then nothing can be written. */
  readonly unconfirmed: string | undefined;
}

/** What a page, or a piece of one, is made for, whoever reads it. */
export interface Setting {
  readonly language: Language;
  /** The public address of this server, without a slash at its end. */
  readonly origin: string;
  /** The name of this server. */
  readonly title: string;
}

/** What is counted of a post. */
export interface Figures {
  readonly id: string;
  readonly replies: number;
  readonly reposts: number;
  readonly likes: number;
}

/** Posts in HTML that were drawn before; see `../prints.ts`. */
export interface Prints {
  /** The post that a JSON says: the same object for the same JSON, which nobody changes. */
  read(json: Buffer): object;
  /** The HTML of such a post in a form, made if it is not there. @param form all that it is made of beside the post */
  print(post: object, form: string, make: () => string): string;
}

export interface Visit extends Setting {
  /** For the doors of the rooms; its viewer is who is signed in, else a visitor. */
  readonly ctx: Context;
  readonly viewer: Id | undefined;
  readonly me: Me | undefined;
  /** What this browser was asked to make pages look like. */
  readonly look: Look;
  /** Allows the scripts of this answer; visitors' pages are shared and have none inline. */
  readonly nonce: string | undefined;
  /** Ties forms to the session; undefined for visitors. */
  readonly formToken: string | undefined;
  /** Filled by the page where its reader agreed. */
  readonly outside: Outside;
  /** Undefined for members, whose posts are drawn for them alone. */
  readonly prints: Prints | undefined;
}

/** Somebody else's player, in the page of a reader who agreed to it: what the page may load beside what is ours. */
export interface Outside {
  readonly frames: string[];
  readonly films: string[];
}

/** Lets the page that is being made load what is watched beside a room, and nothing else of others. */
export function allowOutside({ outside }: Visit, { embed_url: embed, url }: { readonly embed_url: string | null; readonly url: string | null }): void {
  if (embed !== null) outside.frames.push(new URL(embed).origin);
  else if (url !== null) outside.films.push(new URL(url).origin);
}

export const visitContext = createContext<Visit>();

/** What visitors get: a page, or the way to another address. */
export interface Drawn {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Draws a page; undefined after a mistake of ours, for which the framework has a page. */
export type Draw = (url: string, context: RouterContextProvider) => Promise<Drawn | undefined>;
