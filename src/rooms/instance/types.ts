export interface Rule {
  readonly text: string;
  readonly hint?: string | undefined;
}

export type SignUpMode = 'open' | 'approval' | 'invite' | 'closed';

/** What this server says about itself, before it is put into anybody's form. */
export interface InstanceFacts {
  readonly origin: string;
  readonly domain: string;
  /** Whether films and sounds of other codings are taken too. */
  readonly converts: boolean;
  readonly title: string;
  readonly description: string;
  readonly contactEmail: string;
  /** Where the source can be had; may be empty. */
  readonly source: string;
  readonly signUpMode: SignUpMode;
  readonly rules: readonly Rule[];
  readonly languages: readonly string[];
  readonly figures: { readonly users: number; readonly posts: number; readonly activeMonth: number; readonly domains: number };
  /** By which push services know this server; may be empty. */
  readonly pushKey: string;
}

/** A longer text of the owner's, and when it was written. */
export interface Document {
  readonly text: string;
  readonly writtenAt: Date;
}

/** What people read of a server before they stay. */
export type Introduction = Pick<InstanceFacts, 'title' | 'description' | 'rules' | 'contactEmail' | 'source'> & { readonly text: string };
