/** Facts → the forms in which other programs expect a server to describe itself. */

import { escapeContent } from '#kit/html.ts';
import { languageCodes } from './language-codes.ts';
import { limits } from './limits.ts';
import { APP_NAME, VERSION } from './software.ts';
import type { Week } from './weeks.ts';
import type { Document, InstanceFacts, Rule } from './types.ts';

/**
 * The first number is the version of the client API whose calls of everyday use are served here; clients parse it and
 * leave alone what came later (4.3: grouped notifications, policy and requests; 4.5: quotes).
 */
const API_VERSION = `4.5.0 (compatible; ${APP_NAME} ${VERSION})`;
/** 2: notifications in groups, with policy and requests; 7: quotes. */
const API_LEVEL = 7;

const UPLOADS = [
  'image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif', 'video/mp4', 'video/quicktime',
  'audio/mpeg', 'audio/mp3', 'audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/ogg', 'audio/vorbis',
];
/** Besides, where the machine has a converter. */
const CONVERTED = ['video/webm', 'audio/webm', 'audio/wav', 'audio/x-wav', 'audio/wave', 'audio/flac'];

const streamingUrl = (origin: string): string => origin.replace(/^http/, 'ws');

function presentStatusLimits(): object {
  return {
    max_characters: limits.characters,
    max_media_attachments: limits.attachments,
    characters_reserved_per_url: limits.charactersPerLink,
  };
}

function presentAccountLimits(): object {
  return {
    max_featured_tags: limits.featuredTags,
    max_pinned_statuses: limits.pinned,
    max_display_name_length: limits.displayName,
    max_note_length: limits.note,
    max_avatar_description_length: limits.pictureDescription,
    max_header_description_length: limits.pictureDescription,
    max_profile_fields: limits.fields,
    profile_field_name_limit: limits.fieldName,
    profile_field_value_limit: limits.fieldValue,
  };
}

function presentMediaLimits(converts: boolean): object {
  return {
    supported_mime_types: [...UPLOADS, ...(converts ? CONVERTED : [])],
    description_limit: limits.mediaDescription,
    image_size_limit: limits.pictureBytes,
    image_matrix_limit: limits.picturePixels,
    video_size_limit: limits.movieBytes,
    video_frame_rate_limit: limits.frameRate,
    video_matrix_limit: limits.moviePixels,
  };
}

function presentPollLimits(): object {
  return {
    max_options: limits.pollOptions,
    max_characters_per_option: limits.pollOptionCharacters,
    min_expiration: limits.pollShortestSeconds,
    max_expiration: limits.pollLongestSeconds,
  };
}

const OPEN_FEED = { local: 'public', remote: 'disabled' };

export function presentRules(rules: readonly Rule[]): object[] {
  return rules.map(({ text, hint }, at) => ({ id: String(at + 1), text, hint: hint ?? '', translations: {} }));
}

export function presentInstance(facts: InstanceFacts): object {
  const { origin, signUpMode } = facts;
  return {
    domain: facts.domain,
    title: facts.title,
    version: API_VERSION,
    source_url: facts.source,
    description: facts.description,
    usage: { users: { active_month: facts.figures.activeMonth } },
    thumbnail: { url: `${origin}/assets/thumbnail.png`, blurhash: null, versions: {}, description: '' },
    icon: [{ src: `${origin}/assets/icon.png`, size: '512x512' }],
    languages: facts.languages,
    configuration: {
      urls: {
        streaming: streamingUrl(origin),
        status: null,
        about: `${origin}/about`,
        privacy_policy: `${origin}/privacy-policy`,
        terms_of_service: null,
      },
      vapid: { public_key: facts.pushKey },
      accounts: presentAccountLimits(),
      statuses: presentStatusLimits(),
      media_attachments: presentMediaLimits(facts.converts),
      polls: presentPollLimits(),
      translation: { enabled: false },
      timelines_access: {
        live_feeds: OPEN_FEED,
        hashtag_feeds: OPEN_FEED,
        trending_link_feeds: OPEN_FEED,
      },
      limited_federation: false,
    },
    registrations: {
      enabled: signUpMode === 'open' || signUpMode === 'approval',
      approval_required: signUpMode === 'approval',
      reason_required: false,
      message: null,
      min_age: null,
      url: null,
    },
    api_versions: { mastodon: API_LEVEL },
    contact: { email: facts.contactEmail, account: null },
    rules: presentRules(facts.rules),
    wrapstodon: null,
  };
}

export function presentInstanceV1(facts: InstanceFacts): object {
  const { origin, signUpMode, figures } = facts;
  return {
    uri: facts.domain,
    title: facts.title,
    short_description: facts.description,
    description: facts.description,
    email: facts.contactEmail,
    version: API_VERSION,
    urls: { streaming_api: streamingUrl(origin) },
    stats: { user_count: figures.users, status_count: figures.posts, domain_count: figures.domains },
    thumbnail: `${origin}/assets/thumbnail.png`,
    languages: facts.languages,
    registrations: signUpMode === 'open' || signUpMode === 'approval',
    approval_required: signUpMode === 'approval',
    invites_enabled: signUpMode === 'invite',
    configuration: {
      accounts: presentAccountLimits(),
      statuses: presentStatusLimits(),
      media_attachments: presentMediaLimits(facts.converts),
      polls: presentPollLimits(),
    },
    contact_account: null,
    rules: presentRules(facts.rules),
  };
}

/** A text of the owner's as HTML paragraphs. */
export function presentDocument({ text, writtenAt }: Document): object {
  return { updated_at: writtenAt.toISOString(), content: renderParagraphs(text) };
}

function renderParagraphs(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean);
  return paragraphs.map((part) => `<p>${escapeContent(part).replaceAll('\n', '<br>')}</p>`).join('\n');
}

/** The figures as text, as the field has them. Nobody is watched reading, so its `logins` are here those who wrote something. */
export function presentWeeks(weeks: readonly Week[]): object[] {
  return weeks.map(({ start, posts, authors, arrivals }) => ({
    week: String(start.getTime() / 1000), statuses: String(posts), logins: String(authors), registrations: String(arrivals),
  }));
}

export function presentLanguages(): object[] {
  const names = new Intl.DisplayNames(['en'], { type: 'language' });
  return languageCodes.map((code) => ({ code, name: names.of(code) ?? code }));
}

/** http://nodeinfo.diaspora.software/ns/schema/2.0 and 2.1. `protocols` is empty until this server speaks one to others. */
export function presentNodeinfo(facts: InstanceFacts, version: '2.0' | '2.1'): object {
  const { users, posts, activeMonth } = facts.figures;
  return {
    version,
    software: { name: APP_NAME.toLowerCase(), version: VERSION, ...(version === '2.1' && facts.source !== '' && { repository: facts.source }) },
    protocols: [],
    services: { inbound: [], outbound: [] },
    openRegistrations: facts.signUpMode === 'open' || facts.signUpMode === 'approval',
    usage: { users: { total: users, activeMonth }, localPosts: posts },
    metadata: { nodeName: facts.title, nodeDescription: facts.description },
  };
}

/** https://nodeinfo.diaspora.software/protocol: where the documents are. */
export function presentNodeinfoLinks(origin: string): object {
  return {
    links: ['2.0', '2.1'].map((version) => ({
      rel: `http://nodeinfo.diaspora.software/ns/schema/${version}`,
      href: `${origin}/nodeinfo/${version}`,
    })),
  };
}

/** RFC 6415: which address answers for an account of this host. The origin needs no escaping: it was checked as an URL. */
export function presentHostMeta(origin: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">
  <Link rel="lrdd" template="${origin}/.well-known/webfinger?resource={uri}"/>
</XRD>
`;
}
