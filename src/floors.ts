/** One room of the house: a folder in `src/rooms/` and a schema of the same name in PostgreSQL. */
export interface Floor {
  readonly room: string;
  /** One line, shown in ARCHITECTURE.md. */
  readonly purpose: string;
}

/**
 * The rooms, lowest first. One list, three uses: the order in which rooms start, the order in which their migrations
 * run, and the import rule (a room may use only rooms listed before it; `oxlint.config.ts` builds the walls from here).
 *
 * `auth` stands above `accounts`: the rooms below it never import it, they declare a scope on the route, and `app.ts`
 * hangs the check in front.
 */
export const floors = [
  { room: 'instance', purpose: 'what this server says about itself: name, rules, settings, health' },
  { room: 'streaming', purpose: 'open sockets and channels; knows nothing of posts' },
  { room: 'media', purpose: 'pictures, films and sounds: uploading, preparing, keeping, serving; custom emoji' },
  { room: 'links', purpose: 'what an address shows of itself, beside the posts that name it' },
  { room: 'accounts', purpose: 'profiles, follows, blocks, mutes' },
  { room: 'auth', purpose: 'sign-up, sign-in, second factors, sessions, OAuth apps and tokens' },
  { room: 'announcements', purpose: 'what whoever runs this server tells everybody' },
  { room: 'filters', purpose: 'words and posts that somebody wants to be warned of' },
  { room: 'posts', purpose: 'writing, editing, replying, likes, reposts, bookmarks, tags, who may see' },
  { room: 'conversations', purpose: 'direct posts as talks: by thread and people, read or unread' },
  { room: 'timelines', purpose: 'which posts are in which list, newest first' },
  { room: 'embeds', purpose: "one post on somebody else's page" },
  { room: 'feeds', purpose: 'what is public as RSS, Atom and JSON Feed' },
  { room: 'search', purpose: 'finding people, tags and posts; what is talked about now' },
  { room: 'notifications', purpose: 'what to tell whom' },
  { room: 'trust', purpose: 'what two people agreed to share with each other, in steps' },
  { room: 'chats', purpose: 'private conversations, one to one and in groups, apart from posts' },
  { room: 'groups', purpose: 'people who belong together for something: pages, members, sub-groups that end, what stays of them' },
  { room: 'decisions', purpose: 'what groups decide by consent, and roles with a term' },
  { room: 'help', purpose: 'help asked of a group, and who is on it' },
  { room: 'video', purpose: 'broadcasts: taking in, packaging, showing, recording, captions' },
  { room: 'live', purpose: 'event rooms: an evening on a tag, its programme, questions, reactions and record' },
  { room: 'receipts', purpose: 'what a reader can check: the logs of authors, which only grow' },
  { room: 'transfer', purpose: 'what people bring along and take away: lists, archives' },
  { room: 'safety', purpose: 'what people report to those who run this server' },
  { room: 'web', purpose: 'the pages that people read and write on' },
] as const satisfies readonly Floor[];
