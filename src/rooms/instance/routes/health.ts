/** Probes and figures for who runs the server. */

import { notFound, unavailable } from '#kit/errors.ts';
import { metrics } from '#platform/metrics.ts';
import { route } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { readReadiness } from '../reads.ts';
import { mayReadMetrics } from '../rules.ts';
import { metricsFromSetting } from '../settings.ts';

const presentOk = (path: string, summary: string): Route =>
  route({
    method: 'GET', path, who: 'page', uncounted: true, summary,
    run: (_ctx, _input, { reply }) => {
      void reply.type('text/plain; charset=utf-8').header('Cache-Control', 'no-store');
      return 'OK';
    },
  });

/** A proxy says for whom it asks; such a request is never this machine's own, wherever the proxy runs. */
function cameThroughProxy({ request }: Exchange): boolean {
  return ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'].some((name) => request.headers[name] !== undefined);
}

export const healthRoutes: readonly Route[] = [
  presentOk('/health', 'The process answers'),
  presentOk('/health/live', 'The process answers'),
  route({
    method: 'GET', path: '/health/ready', who: 'page', uncounted: true, summary: 'The database answers too; 503 when it does not',
    run: async (ctx, _input, { reply }) => {
      void reply.header('Cache-Control', 'no-store');
      if (!(await readReadiness(ctx))) throw unavailable('The database is away for a moment; please try again');
      void reply.type('text/plain; charset=utf-8');
      return 'OK';
    },
  }),
  route({
    method: 'GET', path: '/metrics', who: 'page', uncounted: true, summary: 'Figures for Prometheus, for this machine and the addresses in metricsFrom',
    run: async (ctx, _input, exchange) => {
      const { address, reply } = exchange;
      const throughProxy = cameThroughProxy(exchange);
      if (!mayReadMetrics({ address, throughProxy }, ctx.settings.get(metricsFromSetting))) throw notFound();
      void reply.type(metrics.contentType).header('Cache-Control', 'no-store');
      return metrics.metrics();
    },
  }),
];
