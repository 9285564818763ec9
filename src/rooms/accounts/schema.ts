import type { Id } from '#kit/ids.ts';
import type { DefaultVisibility, ProfileField, QuotePolicy, RepliesPolicy, Standing } from './types.ts';

export interface AccountRow {
  id: Id;
  username: string;
  display_name: string;
  search_name: string;
  note: string;
  fields: ProfileField[] | string;
  avatar_key: string | null;
  header_key: string | null;
  locked: boolean;
  bot: boolean;
  discoverable: boolean;
  indexable: boolean;
  hide_collections: boolean;
  avatar_description: string;
  header_description: string;
  show_media: boolean;
  show_media_replies: boolean;
  show_featured: boolean;
  attribution_domains: string[];
  standing: Standing;
  followers_count: number;
  following_count: number;
  posts_count: number;
  last_post_at: Date | null;
  created_at: Date;
  default_visibility: DefaultVisibility;
  default_sensitive: boolean;
  default_language: string | null;
  default_quote_policy: QuotePolicy;
}

export interface FollowRow {
  id: Id;
  follower_id: Id;
  target_id: Id;
  show_reposts: boolean;
  notify: boolean;
  languages: string[] | null;
}

export interface ListRow {
  id: Id;
  account_id: Id;
  title: string;
  replies_policy: RepliesPolicy;
  exclusive: boolean;
}

export interface AccountsTables {
  'accounts.account': AccountRow;
  'accounts.follow': FollowRow;
  'accounts.follow_request': FollowRow;
  'accounts.block': { id: Id; account_id: Id; target_id: Id };
  'accounts.mute': { id: Id; account_id: Id; target_id: Id; notifications: boolean; expires_at: Date | null };
  'accounts.tag_follow': { id: Id; account_id: Id; tag_key: string };
  'accounts.list': ListRow;
  'accounts.list_member': { id: Id; list_id: Id; owner_id: Id; account_id: Id };
  'accounts.domain_block': { id: Id; account_id: Id; domain: string };
  'accounts.note': { account_id: Id; target_id: Id; comment: string };
}

/** What queries of higher rooms may read, never write. */
export type ReadableAccounts = Pick<
  AccountsTables,
  'accounts.account' | 'accounts.follow' | 'accounts.follow_request' | 'accounts.block' | 'accounts.mute' | 'accounts.list' | 'accounts.list_member' | 'accounts.domain_block'
>;
