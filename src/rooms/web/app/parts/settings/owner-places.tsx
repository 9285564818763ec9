/** The pages of whoever runs the server. */

import * as m from '../../paraglide/messages.js';
import type { Group } from './frame.tsx';

export const ownerPlaces = (): readonly Group[] => [
  { word: m.owner_server(), places: [
    { to: '/owner/texts', icon: 'house', word: m.owner_texts(), line: m.owner_texts_line() },
    { to: '/owner/rules', icon: 'list-checks', word: m.owner_rules(), line: m.owner_rules_line() },
    { to: '/owner/announcements', icon: 'megaphone', word: m.owner_announcements(), line: m.owner_announcements_line() },
  ] },
  { word: m.owner_people(), places: [
    { to: '/owner/sign-up', icon: 'user-plus', word: m.owner_sign_up(), line: m.owner_sign_up_line() },
    { to: '/owner/accounts', icon: 'users', word: m.owner_accounts(), line: m.owner_accounts_line() },
  ] },
];
