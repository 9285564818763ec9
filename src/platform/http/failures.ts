/** Errors as answers: what the person may know, a request id to name, and nothing of our insides. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '#kit/errors.ts';
import { html } from '#kit/html.ts';
import { DatabaseError } from '../db/database.ts';

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
  if (wantsPage(request)) void reply.type('text/html; charset=utf-8').send(renderFailure(failure, request.id));
  else void reply.type('application/json; charset=utf-8').send(presentFailure(failure, request.id));
}

function presentFailure({ message, refusal }: Failure, requestId: string): object {
  if (refusal?.oauth !== undefined) return { error: refusal.oauth, error_description: message, request_id: requestId };
  return { error: message, ...(refusal?.details && { details: refusal.details }), request_id: requestId };
}

function wantsPage(request: FastifyRequest): boolean {
  return (request.headers.accept ?? '').startsWith('text/html') && !request.url.startsWith('/api/');
}

function renderFailure({ status, message }: Failure, requestId: string): string {
  return String(html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${status}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/assets/style.css"></head>
<body><main><h1>${message}</h1><p><a href="/">Perchoir</a></p><p><small>${status} · ${requestId}</small></p></main></body></html>`);
}
