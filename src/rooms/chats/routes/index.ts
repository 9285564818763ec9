import type { Route } from '#platform/http/route.ts';
import { chatRoutes } from './chats.ts';
import { messageRoutes } from './messages.ts';

export const routes: readonly Route[] = [...chatRoutes, ...messageRoutes];
