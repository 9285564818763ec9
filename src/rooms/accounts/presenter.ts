import { EmojiReply, presentEmoji, presentFile } from '#media';
import type { Emoji } from '#media';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { AccountFacts, DefaultVisibility, ListTitle, PostingDefaults, RelationFacts } from './types.ts';
import { oneOf } from '#kit/one-of.ts';

const Text = Type.String({ maxLength: 100_000 });
const Time = Type.String({ maxLength: 30 });
const Field = Type.Object({ name: Text, value: Text, verified_at: Type.Union([Time, Type.Null()]) });

const ACCOUNT = {
  id: Text,
  username: Text,
  acct: Text,
  url: Text,
  uri: Text,
  display_name: Text,
  note: Text,
  avatar: Text,
  avatar_static: Text,
  header: Text,
  header_static: Text,
  avatar_description: Text,
  header_description: Text,
  locked: Type.Boolean(),
  bot: Type.Boolean(),
  group: Type.Boolean(),
  discoverable: Type.Union([Type.Boolean(), Type.Null()]),
  indexable: Type.Boolean(),
  noindex: Type.Boolean(),
  hide_collections: Type.Union([Type.Boolean(), Type.Null()]),
  show_media: Type.Boolean(),
  show_media_replies: Type.Boolean(),
  show_featured: Type.Boolean(),
  created_at: Time,
  last_status_at: Type.Union([Time, Type.Null()]),
  followers_count: Type.Integer(),
  following_count: Type.Integer(),
  statuses_count: Type.Integer(),
  emojis: Type.Array(EmojiReply),
  fields: Type.Array(Field),
  roles: Type.Array(Type.Unknown()),
  suspended: Type.Optional(Type.Boolean()),
};

export const AccountReply = Type.Object(ACCOUNT);
export type AccountJson = Static<typeof AccountReply>;

export const MutedAccountReply = Type.Object({ ...ACCOUNT, mute_expires_at: Type.Union([Time, Type.Null()]) });

const Visibility = oneOf(['public', 'unlisted', 'private', 'direct']);

export const CredentialAccountReply = Type.Object({
  ...ACCOUNT,
  source: Type.Object({
    privacy: Visibility,
    sensitive: Type.Boolean(),
    language: Type.Union([Text, Type.Null()]),
    note: Text,
    fields: Type.Array(Field),
    follow_requests_count: Type.Integer(),
    hide_collections: Type.Union([Type.Boolean(), Type.Null()]),
    discoverable: Type.Union([Type.Boolean(), Type.Null()]),
    indexable: Type.Boolean(),
    attribution_domains: Type.Array(Text),
    quote_policy: Text,
  }),
  role: Type.Object({
    id: Text,
    name: Text,
    color: Text,
    permissions: Text,
    highlighted: Type.Boolean(),
    collection_limit: Type.Union([Type.Integer(), Type.Null()]),
  }),
});

export const RelationshipReply = Type.Object({
  id: Text,
  following: Type.Boolean(),
  showing_reblogs: Type.Boolean(),
  notifying: Type.Boolean(),
  languages: Type.Union([Type.Array(Text), Type.Null()]),
  followed_by: Type.Boolean(),
  blocking: Type.Boolean(),
  blocked_by: Type.Boolean(),
  muting: Type.Boolean(),
  muting_notifications: Type.Boolean(),
  muting_expires_at: Type.Union([Time, Type.Null()]),
  requested: Type.Boolean(),
  requested_by: Type.Boolean(),
  domain_blocking: Type.Boolean(),
  endorsed: Type.Boolean(),
  note: Text,
});

export const ListReply = Type.Object({
  id: Text,
  title: Text,
  replies_policy: oneOf(['followed', 'list', 'none']),
  exclusive: Type.Boolean(),
});

export const PreferencesReply = Type.Object({
  'posting:default:visibility': Visibility,
  'posting:default:sensitive': Type.Boolean(),
  'posting:default:language': Type.Union([Text, Type.Null()]),
  'posting:default:quote_policy': Text,
  'reading:expand:media': Text,
  'reading:expand:spoilers': Type.Boolean(),
  'reading:autoplay:gifs': Type.Boolean(),
});

export const ProfileReply = Type.Object({
  id: Text,
  display_name: Text,
  note: Text,
  fields: Type.Array(Field),
  avatar: Type.Union([Text, Type.Null()]),
  avatar_static: Type.Union([Text, Type.Null()]),
  avatar_description: Text,
  header: Type.Union([Text, Type.Null()]),
  header_static: Type.Union([Text, Type.Null()]),
  header_description: Text,
  locked: Type.Boolean(),
  bot: Type.Boolean(),
  hide_collections: Type.Boolean(),
  discoverable: Type.Boolean(),
  indexable: Type.Boolean(),
  show_media: Type.Boolean(),
  show_media_replies: Type.Boolean(),
  show_featured: Type.Boolean(),
  attribution_domains: Type.Array(Text),
  featured_tags: Type.Array(Type.Unknown()),
});

/** Where people find the profile. */
export function profileUrl(origin: string, username: string): string {
  return `${origin}/@${username}`;
}

/** The Account entity, the same for every viewer. Of a suspended account only the name. */
export function presentAccountAt(origin: string, account: AccountFacts, emojis: readonly Emoji[] = []): AccountJson {
  const url = profileUrl(origin, account.username);
  const isSuspended = account.standing === 'suspended';
  const picture = (key: string | undefined, preset: string): string =>
    key === undefined || isSuspended ? `${origin}/assets/${preset}` : presentFile(origin, key);
  const avatar = picture(account.avatarKey, 'avatar.png');
  const header = picture(account.headerKey, 'header.png');
  return {
    id: String(account.id),
    username: account.username,
    acct: account.username,
    url,
    uri: url,
    display_name: isSuspended ? '' : account.displayName,
    note: isSuspended ? '' : account.noteHtml,
    avatar,
    avatar_static: avatar,
    header,
    header_static: header,
    avatar_description: isSuspended ? '' : account.avatarDescription,
    header_description: isSuspended ? '' : account.headerDescription,
    locked: account.locked,
    bot: account.bot,
    group: false,
    discoverable: account.discoverable,
    indexable: account.indexable,
    noindex: !account.indexable,
    hide_collections: account.hideCollections,
    show_media: account.showMedia,
    show_media_replies: account.showMediaReplies,
    show_featured: account.showFeatured,
    created_at: `${dateOf(account.createdAt)}T00:00:00.000Z`,
    last_status_at: account.lastPostAt === undefined ? null : dateOf(account.lastPostAt),
    followers_count: account.followersCount,
    following_count: account.followingCount,
    statuses_count: account.postsCount,
    emojis: isSuspended ? [] : emojis.map((emoji) => presentEmoji(origin, emoji)),
    fields: isSuspended ? [] : account.fields.map(({ name, valueHtml }) => ({ name, value: valueHtml, verified_at: null })),
    roles: [],
    ...(isSuspended && { suspended: true }),
  };
}

function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

const VISIBILITIES: Record<DefaultVisibility, string> = {
  public: 'public',
  unlisted: 'unlisted',
  followers: 'private',
  direct: 'direct',
};

/** The account as its owner sees it. */
export function presentOwnAccount(
  origin: string,
  account: AccountFacts,
  { defaults, waiting, emojis }: { defaults: PostingDefaults; waiting: number; emojis: readonly Emoji[] },
): object {
  return {
    ...presentAccountAt(origin, account, emojis),
    source: {
      privacy: VISIBILITIES[defaults.visibility],
      sensitive: defaults.sensitive,
      language: defaults.language ?? null,
      note: account.note,
      fields: account.fields.map(({ name, value }) => ({ name, value, verified_at: null })),
      follow_requests_count: waiting,
      hide_collections: account.hideCollections,
      discoverable: account.discoverable,
      indexable: account.indexable,
      attribution_domains: account.attributionDomains,
      quote_policy: defaults.quotePolicy,
    },
    role: { id: '-99', name: '', color: '', permissions: '0', highlighted: false, collection_limit: null },
  };
}

/** The profile as its owner edits it: plain texts, and nothing where no picture was chosen. */
export function presentProfile(json: AccountJson, account: AccountFacts, featured: readonly object[]): Static<typeof ProfileReply> {
  const [avatar, header] = [account.avatarKey === undefined ? null : json.avatar, account.headerKey === undefined ? null : json.header];
  return {
    id: json.id,
    display_name: account.displayName,
    note: account.note,
    fields: account.fields.map(({ name, value }) => ({ name, value, verified_at: null })),
    avatar,
    avatar_static: avatar,
    avatar_description: account.avatarDescription,
    header,
    header_static: header,
    header_description: account.headerDescription,
    locked: account.locked,
    bot: account.bot,
    hide_collections: account.hideCollections,
    discoverable: account.discoverable,
    indexable: account.indexable,
    show_media: account.showMedia,
    show_media_replies: account.showMediaReplies,
    show_featured: account.showFeatured,
    attribution_domains: [...account.attributionDomains],
    featured_tags: [...featured],
  };
}

/** Our reasons in the field's words, the newer list and the older single one. */
export function presentSources(sources: readonly ('named' | 'friendsOfFriends')[]): { source: string; sources: string[] } {
  const names = { named: 'featured', friendsOfFriends: 'friends_of_friends' };
  return { source: sources.includes('named') ? 'staff' : 'past_interactions', sources: sources.map((source) => names[source]) };
}

export function presentRelation(relation: RelationFacts): Static<typeof RelationshipReply> {
  return {
    id: String(relation.id),
    following: relation.following,
    showing_reblogs: (relation.following || relation.requested) && relation.showReposts,
    notifying: (relation.following || relation.requested) && relation.notify,
    languages: relation.languages === undefined ? null : [...relation.languages],
    followed_by: relation.followedBy,
    blocking: relation.blocking,
    blocked_by: relation.blockedBy,
    muting: relation.muting,
    muting_notifications: relation.mutingNotifications,
    muting_expires_at: relation.muteExpiresAt?.toISOString() ?? null,
    requested: relation.requested,
    requested_by: relation.requestedBy,
    domain_blocking: false,
    endorsed: relation.endorsed,
    note: relation.note,
  };
}

export function presentList({ id, title, repliesPolicy, exclusive }: ListTitle): Static<typeof ListReply> {
  return { id: String(id), title, replies_policy: repliesPolicy, exclusive };
}

export function presentPreferences(defaults: PostingDefaults): object {
  return {
    'posting:default:visibility': VISIBILITIES[defaults.visibility],
    'posting:default:sensitive': defaults.sensitive,
    'posting:default:language': defaults.language ?? null,
    'posting:default:quote_policy': defaults.quotePolicy,
    'reading:expand:media': 'default',
    'reading:expand:spoilers': false,
    'reading:autoplay:gifs': false,
  };
}

/** What other servers ask to find out who a name is (RFC 7033). */
export function presentWebfinger(origin: string, domain: string, username: string): object {
  const url = profileUrl(origin, username);
  return {
    subject: `acct:${username}@${domain}`,
    aliases: [url],
    links: [{ rel: 'http://webfinger.net/rel/profile-page', type: 'text/html', href: url }],
  };
}
