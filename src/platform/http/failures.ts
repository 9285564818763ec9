/** Errors as answers: what the person may know, a request id to name, and nothing of our insides. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#kit/errors.ts';
import { html } from '#kit/html.ts';
import { languageOf } from '#kit/language.ts';
import type { Language } from '#kit/language.ts';
import { renderShell } from '#kit/shell.ts';
import { DatabaseError } from '../db/database.ts';
import { findCookie, lookOf } from './cookies.ts';

interface Failure {
  status: number;
  message: string;
  refusal?: Refusal;
  retryAfter?: number | undefined;
}

/** Errors of the HTTP parser and of Fastify that are the client's. */
function readFailure(error: Error): Failure {
  if (error instanceof Refusal) return { status: error.status, message: error.message, refusal: error, retryAfter: error.retryAfter };
  if (error instanceof DatabaseError) return readDatabaseFailure(error);
  const status = (error as FastifyError).statusCode;
  if (status !== undefined && status >= 400 && status < 500) return { status, message: clientMessages[status] ?? error.message };
  return { status: 500, message: 'Something went wrong here; it has been noted' };
}

const clientMessages: Record<number, string> = {
  413: 'The body is too large',
  415: 'Send the body as application/json, application/x-www-form-urlencoded or multipart/form-data',
};

function readDatabaseFailure(error: DatabaseError): Failure {
  switch (error.kind) {
    case 'unavailable':
    case 'outcomeUnknown':
      return { status: 503, message: 'The database is away for a moment; please try again', retryAfter: 2 };
    case 'timeout':
    case 'serialization':
      return { status: 503, message: 'That took too long; please try again', retryAfter: 2 };
    case 'invalidInput':
      return { status: 422, message: 'Validation failed: a value is not valid' };
    case 'unique':
      return { status: 422, message: 'Validation failed: this exists already' };
    default:
      return { status: 500, message: 'Something went wrong here; it has been noted' };
  }
}

/**
 * Answers an error. A database error of class 22 that comes this far is answered well and logged as `net`: the schema of that
 * route should have caught it, and the fuzz run counts these lines.
 */
export function answerFailure(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const failure = readFailure(error);
  if (failure.status >= 500 && failure.status !== 503) request.log.error({ err: error }, 'a request failed');
  else if (error instanceof DatabaseError && failure.status < 500) request.log.warn({ err: error, net: true }, 'the database refused a value');
  if (failure.retryAfter !== undefined) void reply.header('Retry-After', String(failure.retryAfter));
  if (failure.status === 401) void reply.header('WWW-Authenticate', 'Bearer realm="Perchoir"');
  void reply.code(failure.status);
  if (wantsPage(request)) void reply.type('text/html; charset=utf-8').send(renderFailure(failure, request));
  else void reply.type('application/json; charset=utf-8').send(presentFailure(failure, request.id));
}

function presentFailure({ message, refusal, retryAfter }: Failure, requestId: string): object {
  if (refusal?.oauth !== undefined) return { error: refusal.oauth, error_description: message, request_id: requestId };
  return { error: message, ...(retryAfter !== undefined && { retry_after: retryAfter }), ...(refusal?.details && { details: refusal.details }), request_id: requestId };
}

function wantsPage(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').startsWith('text/html') && !request.url.startsWith('/api/');
}

/** What a person reads above the message. */
const HEADINGS: Record<Language, Record<number, string>> = {
  en: { 403: 'That is not possible', 404: 'There is nothing here', 429: 'Too many requests', 503: 'One moment, please', 500: 'Something went wrong' },
  fr: { 403: 'Ce n’est pas possible', 404: 'Il n’y a rien ici', 429: 'Trop de demandes', 503: 'Un instant, s’il vous plaît', 500: 'Quelque chose n’a pas marché' },
};
/** What is said in place of the message for programs. */
const TEXTS: Record<Language, Record<number, string>> = {
  en: {
    404: 'The address leads nowhere, or to something that is not there any more.',
    429: 'Please wait a little, then try again.',
    503: 'The server is busy or just starting. Nothing is lost; please try again in a moment.',
    500: 'It is our fault and has been noted. Nothing you wrote before is lost.',
  },
  fr: {
    404: 'Cette adresse ne mène nulle part, ou vers quelque chose qui n’est plus là.',
    429: 'Veuillez patienter un peu, puis réessayer.',
    503: 'Le serveur est occupé ou vient de démarrer. Rien n’est perdu ; veuillez réessayer dans un instant.',
    500: 'C’est de notre faute et nous en avons pris note. Rien de ce que vous aviez écrit n’est perdu.',
  },
};

/** What a reader chose on the pages before; the cookie's name is longer where pages come encrypted. */
const chosenLanguage = ({ headers: { cookie } }: FastifyRequest): string | undefined =>
  findCookie(cookie, '__Host-perchoir_language') ?? findCookie(cookie, 'perchoir_language');

/** How long somebody has to wait, as the end of a sentence. */
function waitIn(language: Language, seconds: number): string {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return seconds < 120 ? words.format(Math.max(1, Math.ceil(seconds)), 'second') : words.format(Math.ceil(seconds / 60), 'minute');
}

const AGAIN = { en: { when: 'The next request is answered', act: 'Try again' }, fr: { when: 'La prochaine demande aura sa réponse', act: 'Réessayer' } } as const;

function renderFailure({ status, message, retryAfter }: Failure, request: FastifyRequest): string {
  const { lang } = request.query as { lang?: unknown };
  const language = languageOf(typeof lang === 'string' ? lang : undefined, chosenLanguage(request), request.headers['accept-language']);
  const heading = HEADINGS[language][status] ?? HEADINGS[language][403] ?? '';
  const again = request.method === 'GET' && html`<p><a class="button" href="${request.url}">${AGAIN[language].act}</a></p>`;
  const wait = status === 429 && retryAfter !== undefined && html`<p>${AGAIN[language].when} ${waitIn(language, retryAfter)}.</p>${again}`;
  const body = html`<p>${TEXTS[language][status] ?? message}</p>${wait}<p><small>${status} · ${request.id}</small></p>`;
  return renderShell({ language, look: lookOf(request), title: 'Perchoir', heading, body });
}
