import type { Route } from '#platform/http/route.ts';
import { apiRoutes } from './routes/api.ts';
import { assetRoutes } from './routes/assets.ts';
import { discoveryRoutes } from './routes/discovery.ts';
import { healthRoutes } from './routes/health.ts';

export const routes: readonly Route[] = [...apiRoutes, ...discoveryRoutes, ...healthRoutes, ...assetRoutes];
