/** Headers that every answer carries, and the rules for pages of other origins (CORS). */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const EXPOSED = 'Link, Location, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh';
const METHODS: Record<string, string> = { api: 'GET, POST, PUT, PATCH, DELETE, OPTIONS', other: 'GET, POST, OPTIONS' };

/** Which addresses pages of other origins may call; cookies never count there. */
function openTo(path: string): string | undefined {
  if (path.startsWith('/api/')) return METHODS['api'];
  const open = ['/oauth/token', '/oauth/revoke', '/oauth/userinfo', '/.well-known/', '/nodeinfo/', '/files/', '/video/'];
  return open.some((prefix) => path.startsWith(prefix)) ? METHODS['other'] : undefined;
}

export function setHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    void reply.header('X-Request-Id', request.id);
    void reply.header('X-Content-Type-Options', 'nosniff');
    if (openTo(request.url) !== undefined) {
      void reply.header('Access-Control-Allow-Origin', '*');
      void reply.header('Access-Control-Expose-Headers', EXPOSED);
    }
    done();
  });
  app.options('/*', { schema: { hide: true } }, (request, reply) => {
    const methods = openTo(request.url);
    if (methods === undefined) return reply.code(404).send({ error: 'Record not found' });
    void reply.header('Access-Control-Allow-Methods', methods);
    void reply.header('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
    void reply.header('Access-Control-Max-Age', '86400');
    return reply.code(204).send();
  });
}
