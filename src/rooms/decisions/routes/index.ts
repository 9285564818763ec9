import type { Route } from '#platform/http/route.ts';
import { proposalRoutes } from './proposals.ts';
import { roleRoutes } from './roles.ts';

export const routes: readonly Route[] = [...proposalRoutes, ...roleRoutes];
