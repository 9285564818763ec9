/** Figures of the process for Prometheus (text format 0.0.4). */

import type { FastifyInstance } from 'fastify';
import type { Log } from './log.ts';
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export const metrics = new Registry();

collectDefaultMetrics({ register: metrics });

/** Answers that were measured and not yet counted: counting many at once costs a fraction of counting each. */
const LONGEST_WAIT = 256;

class Series {
  readonly #waiting = new Float64Array(LONGEST_WAIT);
  #length = 0;
  readonly #series: { observe(seconds: number): void };

  constructor(series: { observe(seconds: number): void }) {
    this.#series = series;
  }

  add(seconds: number): void {
    this.#waiting[this.#length++] = seconds;
    if (this.#length === LONGEST_WAIT) this.count();
  }

  count(): void {
    for (let i = 0; i < this.#length; i++) this.#series.observe(this.#waiting[i] as number);
    this.#length = 0;
  }
}

const measured = new Map<string, Map<number, Series>>();

const durations = new Histogram({
  name: 'perchoir_http_seconds',
  help: 'Time to answer a request, by route and status class',
  labelNames: ['method', 'route', 'status'] as const,
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
  registers: [metrics],
  collect() {
    for (const byStatus of measured.values()) for (const series of byStatus.values()) series.count();
  },
});

function seriesOf(method: string, route: string, status: number): Series {
  const key = `${method} ${route}`;
  let byStatus = measured.get(key);
  if (byStatus === undefined) measured.set(key, (byStatus = new Map()));
  let series = byStatus.get(status);
  if (series === undefined) byStatus.set(status, (series = new Series(durations.labels(method, route, `${status}xx`))));
  return series;
}

/** Measures every request by its route (never by its address, which has no end). */
export function countRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    seriesOf(request.method, route, Math.floor(reply.statusCode / 100)).add(reply.elapsedTime / 1000);
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
