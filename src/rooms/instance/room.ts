import type { Room } from '#platform/room.ts';
import { routes } from './routes.ts';
import { instanceSettings } from './settings.ts';

export const room: Room = { name: 'instance', settings: instanceSettings as never, routes };
