/** The ways through the house, at the side of desks, in the bar of phones, and on the page behind its last sign. */

import * as m from '../paraglide/messages.js';
import type { Me } from '../visit.ts';

export interface Way {
  readonly to: string;
  readonly icon: string;
  readonly word: string;
  /** Also in the bar of phones, which has room for six. */
  readonly onPhones?: boolean;
  readonly count?: number;
}

/** Every way through the house for somebody, in the order of its use. */
export const waysOf = (me: Me, unread: { readonly notices: number; readonly messages: number }): readonly Way[] => [
  { to: '/home', icon: 'house', word: m.nav_home(), onPhones: true },
  { to: '/rooms', icon: 'radio', word: m.nav_rooms(), onPhones: true },
  { to: '/notifications', icon: 'bell', word: m.nav_notifications(), onPhones: true, count: unread.notices },
  { to: '/messages', icon: 'message-circle', word: m.nav_messages(), onPhones: true, count: unread.messages },
  { to: '/groups', icon: 'users', word: m.nav_groups() },
  { to: '/explore', icon: 'compass', word: m.nav_explore() },
  { to: '/search', icon: 'search', word: m.nav_search() },
  { to: '/bookmarks', icon: 'bookmark', word: m.nav_bookmarks() },
  { to: '/lists', icon: 'list', word: m.nav_lists() },
  { to: '/deck', icon: 'columns-3', word: m.nav_deck() },
  { to: `/@${me.username}`, icon: 'user', word: m.nav_profile() },
  { to: '/settings', icon: 'settings', word: m.nav_settings() },
  ...(me.role === 'member' ? [] : [{ to: '/owner', icon: 'shield', word: m.nav_owner() }]),
];
