/** Figures of the process for Prometheus (text format 0.0.4). */

import type { FastifyInstance } from 'fastify';
import type { Log } from './log.ts';
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export const metrics = new Registry();

collectDefaultMetrics({ register: metrics });

const durations = new Histogram({
  name: 'perchoir_http_seconds',
  help: 'Time to answer a request, by route and status class',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
});

const bound = new Map<string, { observe(seconds: number): void }>();

/** Measures every request by its route (never by its address, which has no end). */
export function countRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const key = `${request.method} ${route} ${status}`;
    let series = bound.get(key);
    if (series === undefined) bound.set(key, (series = durations.labels(request.method, route, status)));
    series.observe(reply.elapsedTime / 1000);
    if ((request.log as Partial<Log>).isLevelEnabled?.('debug')) {
      request.log.debug({ method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 }, 'answered');
    }
    done();
  });
}

/** A figure that is read when Prometheus asks. */
export function gauge(name: string, help: string, read: () => number): void {
  if (metrics.getSingleMetric(name)) metrics.removeSingleMetric(name);
  new Gauge({ name, help, registers: [metrics], collect() { this.set(read()); } });
}
