import type { Route } from '#platform/http/route.ts';
import { boardRoutes } from './board.ts';
import { chatRoutes } from './chats.ts';
import { fileRoutes } from './files.ts';
import { linkRoutes } from './links.ts';
import { messageRoutes } from './messages.ts';
import { nightRoutes } from './night.ts';
import { preferenceRoutes } from './preferences.ts';
import { searchRoutes } from './search.ts';

export const routes: readonly Route[] = [...searchRoutes, ...preferenceRoutes, ...nightRoutes, ...linkRoutes, ...chatRoutes, ...fileRoutes, ...messageRoutes, ...boardRoutes];
