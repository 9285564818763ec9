import type { QuotePolicy } from '#accounts';
import type { Id } from '#kit/ids.ts';
import type { QuoteFacts, Visibility } from './types.ts';

export interface PostTable {
  id: Id;
  author_id: Id;
  visibility: Visibility;
  text: string;
  html: string;
  spoiler: string;
  sensitive: boolean;
  language: string | null;
  reply_to_id: Id | null;
  reply_to_author_id: Id | null;
  root_id: Id;
  repost_of_id: Id | null;
  repost_of_author_id: Id | null;
  quoted_id: Id | null;
  quoted_author_id: Id | null;
  quote_state: QuoteFacts['state'] | null;
  quote_policy: QuotePolicy;
  mentioned_ids: Id[];
  tag_keys: string[];
  /** The first address it names that may have a card, as #links writes it. */
  link_url: string | null;
  app_name: string | null;
  app_website: string | null;
  created_at: Date;
  edited_at: Date | null;
  replies_count: number;
  reposts_count: number;
  likes_count: number;
  has_poll: boolean;
  /** Attachments of #media, in the order shown. */
  media_ids: Id[];
  quotes_count: number;
  /** Whose members see it. */
  group_id: Id | null;
}

/** Everything of a post but the text it was made from: what facts are made of. */
export type PostRow = Omit<PostTable, 'text'>;

/** What queries of higher rooms may read, never write. */
export interface ReadablePosts {
  'posts.post': PostTable;
  'posts.liking': { id: Id; account_id: Id; post_id: Id };
  'posts.bookmarking': { id: Id; account_id: Id; post_id: Id };
  'posts.poll': { post_id: Id; titles: string[] };
  'posts.tag': { key: string; name: string };
  'posts.mention': { account_id: Id; post_id: Id };
  'posts.tagging': { tag_key: string; post_id: Id };
}
