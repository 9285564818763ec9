import type { Route } from '#platform/http/route.ts';
import { groupRoutes } from './groups.ts';
import { lifespanRoutes } from './lifespan.ts';
import { peopleRoutes } from './people.ts';

export const routes: readonly Route[] = [...groupRoutes, ...peopleRoutes, ...lifespanRoutes];
