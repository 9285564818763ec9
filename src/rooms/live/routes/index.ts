import type { Route } from '#platform/http/route.ts';
import { eveningRoutes } from './evenings.ts';
import { memberRoutes } from './members.ts';
import { questionRoutes } from './questions.ts';
import { roomRoutes } from './rooms.ts';
import { timelineRoutes } from './timeline.ts';
import { wallRoutes } from './wall.ts';

export const routes: readonly Route[] = [...roomRoutes, ...timelineRoutes, ...questionRoutes, ...memberRoutes, ...eveningRoutes, ...wallRoutes];
