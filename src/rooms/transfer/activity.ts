/** Posts as activities (ActivityStreams 2.0). Pure. */

/** What is read of the Status entity. */
export interface Told {
  readonly uri: string;
  readonly url: string;
  readonly content: string;
  readonly spoiler_text: string;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly visibility: string;
  readonly sensitive: boolean;
  readonly language: string | null;
  readonly in_reply_to_id: string | null;
  readonly tags: readonly { readonly name: string; readonly url: string }[];
  readonly mentions: readonly { readonly acct: string; readonly url: string }[];
  readonly media_attachments: readonly { readonly type: string; readonly url: string | null; readonly description: string | null }[];
}

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';

/** @param reposted what the post it reposts is called among servers */
export function presentNote(post: Told, actor: string, reposted: string | undefined): object {
  const followers = `${actor}/followers`;
  const people = post.mentions.map(({ url }) => url);
  const to = { public: [PUBLIC, ...people], unlisted: [followers, ...people], private: [followers, ...people] }[post.visibility] ?? people;
  const cc = { public: [followers], unlisted: [PUBLIC] }[post.visibility] ?? [];
  const about = { actor, published: post.created_at, to, cc };
  if (reposted !== undefined) return { id: `${post.uri}/activity`, type: 'Announce', ...about, object: reposted };
  return {
    id: `${post.uri}/activity`, type: 'Create', ...about,
    object: {
      id: post.uri, type: 'Note', attributedTo: actor, url: post.url, published: post.created_at,
      ...(post.edited_at !== null && { updated: post.edited_at }),
      to, cc, summary: post.spoiler_text || null, sensitive: post.sensitive,
      inReplyTo: post.in_reply_to_id, content: post.content,
      ...(post.language !== null && { contentMap: { [post.language]: post.content } }),
      attachment: post.media_attachments.map(({ type, url, description }) => ({ type: 'Document', kind: type, url: url === null ? null : `files${url.slice(url.lastIndexOf('/'))}`, name: description })),
      tag: [
        ...post.tags.map(({ name, url }) => ({ type: 'Hashtag', name: `#${name}`, href: url })),
        ...post.mentions.map(({ acct, url }) => ({ type: 'Mention', name: `@${acct}`, href: url })),
      ],
    },
  };
}
