import type { Id } from '#kit/ids.ts';

/** A post as other people's pages may show it. */
export interface OpenPost {
  readonly id: Id;
  readonly url: string;
  readonly author: { readonly name: string; readonly username: string; readonly url: string; readonly avatar: string };
  readonly createdAt: Date;
  readonly editedAt: Date | undefined;
  readonly language: string | undefined;
  /** HTML as this server renders it. */
  readonly html: string;
  readonly warning: string;
  readonly sensitive: boolean;
  readonly pictures: readonly { readonly url: string; readonly description: string }[];
  /** Recordings are heard and seen on the post's own page. */
  readonly hasRecording: boolean;
  readonly poll: readonly { readonly title: string; readonly share: number | undefined }[];
  readonly card: { readonly url: string; readonly title: string } | undefined;
  readonly quoted: { readonly url: string; readonly author: string } | undefined;
}
