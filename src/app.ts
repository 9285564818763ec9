/** The only file that names every room: it puts them together, lowest floor first. */

import type { Room } from '#platform/room.ts';
import { room as accounts } from './rooms/accounts/room.ts';
import { room as announcements } from './rooms/announcements/room.ts';
import { room as auth } from './rooms/auth/room.ts';
import { room as chats } from './rooms/chats/room.ts';
import { room as conversations } from './rooms/conversations/room.ts';
import { room as decisions } from './rooms/decisions/room.ts';
import { room as embeds } from './rooms/embeds/room.ts';
import { room as feeds } from './rooms/feeds/room.ts';
import { room as filters } from './rooms/filters/room.ts';
import { room as groups } from './rooms/groups/room.ts';
import { room as help } from './rooms/help/room.ts';
import { room as instance } from './rooms/instance/room.ts';
import { room as links } from './rooms/links/room.ts';
import { room as live } from './rooms/live/room.ts';
import { room as media } from './rooms/media/room.ts';
import { room as notifications } from './rooms/notifications/room.ts';
import { room as posts } from './rooms/posts/room.ts';
import { room as receipts } from './rooms/receipts/room.ts';
import { room as safety } from './rooms/safety/room.ts';
import { room as search } from './rooms/search/room.ts';
import { room as streaming } from './rooms/streaming/room.ts';
import { room as timelines } from './rooms/timelines/room.ts';
import { room as transfer } from './rooms/transfer/room.ts';
import { room as trust } from './rooms/trust/room.ts';
import { room as video } from './rooms/video/room.ts';
import { room as web } from './rooms/web/room.ts';

export const rooms: readonly Room[] = [
  instance, streaming, media, links, accounts, auth, announcements, filters, posts, conversations, timelines, embeds, feeds, search, notifications, trust, chats, groups, decisions, help, video, live, receipts, transfer, safety, web,
];
