export interface FeedItem {
  /** Never changes, and is the address of the post. */
  readonly url: string;
  readonly title: string;
  /** Safe HTML. */
  readonly html: string;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly authorName: string;
  readonly authorUrl: string;
  readonly language: string | undefined;
  readonly tags: readonly string[];
  readonly files: readonly FeedFile[];
}

export interface FeedFile {
  readonly url: string;
  readonly type: string;
  readonly description: string;
}

export interface Feed {
  readonly title: string;
  readonly description: string;
  readonly pageUrl: string;
  readonly selfUrl: string;
  readonly iconUrl: string | undefined;
  readonly updatedAt: Date;
  /** Newest first. */
  readonly items: readonly FeedItem[];
}
