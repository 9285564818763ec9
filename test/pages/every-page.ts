/** Every page of the application, with an address at which it shows something, and for whom it is there. */
import type { RouteConfigEntry } from '@react-router/dev/routes';
import type { Json } from '../town/person.ts';

/** What stands in the addresses, made by `furnish` in `furnished.ts`. */
export interface Places {
  /** Of alice, answered, liked, reposted, quoted and edited. */
  readonly post: Json;
  readonly list: string;
  readonly filter: string;
  /** The ids of event rooms. */
  readonly open: string;
  readonly planned: string;
  readonly closed: string;
  /** One that has not begun. */
  readonly broadcast: string;
  /** Private conversations of dan: with one, with several, and one he is asked into. */
  readonly chats: readonly [pair: string, group: string, asked: string];
  /** Of dan: one with rules, its sub-group, and one where mireille introduces him. */
  readonly groups: readonly [own: string, sub: string, invited: string];
  /** In the first of these groups: what mireille proposes and dan objects to, what dan proposes, and help that mireille asks for. */
  readonly decided: readonly [objected: string, own: string, help: string];
}

export type Seat = 'anybody' | 'member' | 'owner';

interface Entry {
  readonly who: Seat;
  /** More than one where the page has more than one face. */
  readonly at: (places: Places) => readonly string[];
}

const anybody = (...at: readonly string[]): Entry => ({ who: 'anybody', at: () => at });
const member = (...at: readonly string[]): Entry => ({ who: 'member', at: () => at });
const owner = (...at: readonly string[]): Entry => ({ who: 'owner', at: () => at });
const ofPost = (below = ''): Entry => ({ who: 'anybody', at: ({ post }) => [`/@alice/${post.id}${below}`] });

/** By the path of the route. A route that is not here fails the test. */
const entries: Readonly<Record<string, Entry>> = {
  '': anybody('/'),
  public: anybody('/public'),
  home: member('/home'),
  me: member('/me'),
  notifications: member('/notifications'),
  bookmarks: member('/bookmarks'),
  likes: member('/likes'),
  conversations: member('/conversations'),
  messages: member('/messages', '/messages?only=requests', '/messages?only=archived'),
  'messages/new': member('/messages/new'),
  'messages/:id': { who: 'member', at: ({ chats }) => chats.map((id) => `/messages/${id}`) },
  'messages/search': member('/messages/search', '/messages/search?q=lamp'),
  'messages/night': member('/messages/night'),
  'messages/:id/kept': { who: 'member', at: ({ chats: [pair, group] }) => [`/messages/${group}/kept`, `/messages/${pair}/kept`] },
  'join/:token': member('/join/nowhere'),
  'messages/:id/about': { who: 'member', at: ({ chats: [pair, group] }) => [`/messages/${pair}/about`, `/messages/${group}/about`] },
  groups: anybody('/groups', '/groups?only=open', '/groups?only=requests', '/groups?only=ended'),
  'groups/new': { who: 'member', at: ({ groups: [own] }) => ['/groups/new', `/groups/new?group=${own}`] },
  'groups/:handle': { who: 'anybody', at: ({ groups: [own] }) => [`/groups/${own}`] },
  'groups/:handle/edit': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/edit`] },
  'groups/:handle/people': { who: 'member', at: ({ groups: [own, sub] }) => [`/groups/${own}/people`, `/groups/${sub}`] },
  'groups/:handle/map': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/map`] },
  'groups/:handle/decisions': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/decisions`, `/groups/${own}/decisions?only=decided`] },
  'groups/:handle/decisions/new': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/decisions/new`, `/groups/${own}/decisions/new?about=role`] },
  'groups/:handle/decisions/:proposal': { who: 'member', at: ({ groups: [group], decided: [objected, own] }) => [`/groups/${group}/decisions/${objected}`, `/groups/${group}/decisions/${own}`] },
  'groups/:handle/decisions/:proposal/amend': { who: 'member', at: ({ groups: [group], decided: [, own] }) => [`/groups/${group}/decisions/${own}/amend`] },
  'groups/:handle/roles': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/roles`] },
  'groups/:handle/help': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/help`, `/groups/${own}/help?only=closed`] },
  'groups/:handle/help/:help': { who: 'member', at: ({ groups: [group], decided: [, , help] }) => [`/groups/${group}/help/${help}`] },
  'groups/:handle/digest': { who: 'member', at: ({ groups: [, sub, invited] }) => [`/groups/${sub}/digest`, `/groups/${invited}`] },
  'groups/:handle/log': { who: 'member', at: ({ groups: [own] }) => [`/groups/${own}/log`] },
  lists: member('/lists'),
  'lists/:id': { who: 'member', at: ({ list }) => [`/lists/${list}`] },
  'lists/:id/edit': { who: 'member', at: ({ list }) => [`/lists/${list}/edit`] },
  'receipts/*': anybody('/receipts/tags/auperchoir', '/receipts/public'),
  why: anybody('/why', '/why?url=1&list=public'),
  explore: anybody('/explore'),
  'trends/rule': anybody('/trends/rule'),
  about: anybody('/about'),
  'privacy-policy': anybody('/privacy-policy'),
  search: anybody('/search', '/search?q=wall', '/search?q=zzzzzz'),
  directory: anybody('/directory'),
  deck: member('/deck'),
  rooms: anybody('/rooms'),
  'rooms/new': member('/rooms/new'),
  'rooms/:id': { who: 'anybody', at: ({ open, planned }) => [`/rooms/${open}`, `/rooms/${planned}`, `/rooms/${open}?delay=30000`] },
  'rooms/:id/edit': { who: 'owner', at: ({ open }) => [`/rooms/${open}/edit`] },
  'rooms/:id/door': { who: 'owner', at: ({ open }) => [`/rooms/${open}/door`] },
  'rooms/:id/together': { who: 'anybody', at: ({ open }) => [`/rooms/${open}/together`, `/rooms/${open}/together?at=600000`] },
  'rooms/:id/desk': { who: 'owner', at: ({ open, planned }) => [`/rooms/${open}/desk`, `/rooms/${planned}/desk`] },
  'rooms/:id/screen': { who: 'owner', at: ({ open }) => [`/rooms/${open}/screen`] },
  'rooms/:id/record': { who: 'anybody', at: ({ closed }) => [`/rooms/${closed}/record`] },
  'rooms/:id/wall': { who: 'anybody', at: ({ open }) => [`/rooms/${open}/wall`] },
  'rooms/:id/studio': { who: 'owner', at: ({ open }) => [`/rooms/${open}/studio`] },
  'broadcasts/:id': { who: 'anybody', at: ({ broadcast }) => [`/broadcasts/${broadcast}`] },
  'broadcasts/:id/captions': { who: 'member', at: ({ broadcast }) => [`/broadcasts/${broadcast}/captions`] },
  'tags/:tag': anybody('/tags/auperchoir', '/tags/nobody_said_this'),
  ':handle': anybody('/@alice', '/@carol', '/@newcomer'),
  ':handle/:id': ofPost(),
  ':handle/with_replies': anybody('/@bob/with_replies'),
  ':handle/media': anybody('/@mireille/media'),
  ':handle/trust': member('/@alice/trust', '/@dan/trust'),
  welcome: member('/welcome', '/welcome?step=tags', '/welcome?step=people', '/welcome?step=how'),
  settings: member('/settings'),
  'settings/profile': member('/settings/profile'),
  'settings/posting': member('/settings/posting'),
  'settings/appearance': member('/settings/appearance'),
  'settings/notifications': member('/settings/notifications'),
  'settings/messages': member('/settings/messages'),
  'settings/filters': member('/settings/filters'),
  'settings/filters/new': member('/settings/filters/new'),
  'settings/filters/:id': { who: 'member', at: ({ filter }) => [`/settings/filters/${filter}`] },
  'settings/people': member('/settings/people'),
  'settings/trust': member('/settings/trust'),
  'settings/tags': member('/settings/tags'),
  ':handle/followers': anybody('/@alice/followers'),
  ':handle/following': anybody('/@dan/following'),
  ':handle/:id/likes': ofPost('/likes'),
  ':handle/:id/reposts': ofPost('/reposts'),
  ':handle/:id/quotes': ofPost('/quotes'),
  owner: owner('/owner'),
  'owner/texts': owner('/owner/texts'),
  'owner/rules': owner('/owner/rules'),
  'owner/announcements': owner('/owner/announcements'),
  'owner/sign-up': owner('/owner/sign-up'),
  'owner/accounts': owner('/owner/accounts'),
  write: member('/write'),
  scheduled: member('/scheduled'),
  ':handle/:id/history': ofPost('/history'),
  design: anybody('/design'),
  '*': anybody('/nowhere/at/all'),
};

/** Pages that the server makes by itself, which look like the others. */
const DOORS = {
  anybody: ['/auth/sign_in', '/auth/sign_up', '/auth/password/forgot'],
  member: ['/settings/security', '/settings/data'],
};

/** Whether an address is one that the application does not know. */
export const isDoor = (address: string): boolean => Object.values(DOORS).some((doors) => doors.includes(address));

/** The paths of the routes as they stand in `app/routes.ts`, those below others in full. */
export async function routePaths(): Promise<string[]> {
  const { default: routes } = await import(new URL('../../src/rooms/web/app/routes.ts', import.meta.url).href);
  return pathsOf(routes as RouteConfigEntry[], '');
}

function pathsOf(config: readonly RouteConfigEntry[], above: string): string[] {
  return config.flatMap(({ path = '', children }) => {
    const full = [above, path].filter((part) => part !== '').join('/');
    return children === undefined ? [full] : pathsOf(children, full);
  });
}

export const entryPaths = (): string[] => Object.keys(entries);

/** What an owner sees otherwise than every member. */
const OWNERS = ['/home', '/me', '/settings', '/@alice', '/@bob'];

/** Every address that somebody in this seat can be at; of an owner's those that are not as every member's. */
export function addressesFor(seat: Seat, places: Places): string[] {
  const of = (...seats: readonly Seat[]): string[] => Object.values(entries).filter(({ who }) => seats.includes(who)).flatMap(({ at }) => at(places));
  if (seat === 'anybody') return [...of('anybody'), ...DOORS.anybody];
  if (seat === 'owner') return [...OWNERS, ...of('owner')];
  return [...of('anybody', 'member'), ...DOORS.member];
}
