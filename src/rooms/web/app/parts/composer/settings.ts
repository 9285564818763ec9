/** What every composer needs to know: how much a post may hold, and what this person's posts are like. */

import { useEffect, useState } from 'react';
import { api } from '../../client/api.ts';
import type { Emoji } from '../../entities.ts';
import { getLocale } from '../../paraglide/runtime.js';
import type { Policy, VisibilityName } from './words.ts';

export interface Settings {
  readonly characters: number;
  readonly perLink: number;
  readonly attachments: number;
  readonly description: number;
  readonly types: readonly string[];
  readonly pictureBytes: number;
  readonly movieBytes: number;
  readonly options: number;
  readonly optionCharacters: number;
  readonly visibility: VisibilityName;
  readonly sensitive: boolean;
  readonly language: string;
  readonly policy: Policy;
}

interface InstanceAnswer {
  readonly configuration: {
    readonly statuses: { readonly max_characters: number; readonly max_media_attachments: number; readonly characters_reserved_per_url: number };
    readonly media_attachments: { readonly supported_mime_types: readonly string[]; readonly description_limit?: number; readonly image_size_limit: number; readonly video_size_limit: number };
    readonly polls: { readonly max_options: number; readonly max_characters_per_option: number };
  };
}

interface PreferencesAnswer {
  readonly 'posting:default:visibility': VisibilityName;
  readonly 'posting:default:sensitive': boolean;
  readonly 'posting:default:language': string | null;
  readonly 'posting:default:quote_policy': Policy;
}

const KEPT = 'perchoir.composing';
/** For somebody who writes in a tunnel with a browser that has never asked. */
const UNASKED: Settings = {
  characters: 500, perLink: 23, attachments: 4, description: 1500, types: ['image/*', 'video/*', 'audio/*'], pictureBytes: 16 << 20, movieBytes: 99 << 20, options: 4, optionCharacters: 50,
  visibility: 'public', sensitive: false, language: '', policy: 'public',
};

let asked: Promise<Settings> | undefined;

async function ask(): Promise<Settings> {
  const [{ configuration: { statuses, media_attachments: media, polls } }, wishes] = await Promise.all([
    api.get<InstanceAnswer>('/api/v2/instance'), api.get<PreferencesAnswer>('/api/v1/preferences'),
  ]);
  const settings: Settings = {
    characters: statuses.max_characters, perLink: statuses.characters_reserved_per_url, attachments: statuses.max_media_attachments,
    description: media.description_limit ?? UNASKED.description, types: media.supported_mime_types, pictureBytes: media.image_size_limit, movieBytes: media.video_size_limit, options: polls.max_options, optionCharacters: polls.max_characters_per_option,
    visibility: wishes['posting:default:visibility'], sensitive: wishes['posting:default:sensitive'],
    language: wishes['posting:default:language'] ?? getLocale(), policy: wishes['posting:default:quote_policy'],
  };
  localStorage.setItem(KEPT, JSON.stringify(settings));
  return settings;
}

function known(): Settings {
  try {
    return { ...UNASKED, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Partial<Settings>) };
  } catch {
    return UNASKED;
  }
}

/** Never fails: without a connection, what was known last. */
function loadSettings(): Promise<Settings> {
  asked ??= ask().catch(() => {
    asked = undefined;
    return known();
  });
  return asked;
}

/** Undefined until it is known. */
export function useSettings(): Settings | undefined {
  const [settings, setSettings] = useState<Settings>();
  useEffect(() => {
    let left = false;
    void loadSettings().then((found) => { if (!left) setSettings(found); });
    return () => { left = true; };
  }, []);
  return settings;
}

let emojis: Promise<readonly Emoji[]> | undefined;

/** The small pictures of this server. */
export function loadEmojis(): Promise<readonly Emoji[]> {
  emojis ??= api.get<Emoji[]>('/api/v1/custom_emojis').catch(() => {
    emojis = undefined;
    return [];
  });
  return emojis;
}
