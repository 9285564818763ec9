/** Playlists (RFC 8216 and draft-pantos-hls-rfc8216bis). Pure text. */

import { PART_TARGET } from './cutter.ts';

/** A segment as it is listed; without parts, it is listed whole. */
export interface Listed {
  readonly msn: number;
  readonly stretch: number;
  readonly duration: number;
  readonly shownAt: number;
  readonly parts: readonly { readonly duration: number; readonly independent: boolean }[];
}

export interface PlaylistWish {
  readonly targetSeconds: number;
  /** Discontinuities before the first that is listed. */
  readonly breaks: number;
  readonly segments: readonly Listed[];
  /** The one under way. Undefined: parts are not listed at all. */
  readonly open?: Listed | undefined;
  readonly kind: 'live' | 'growing' | 'whole';
  readonly ended: boolean;
  /** What the names of its files begin with. */
  readonly prefix?: string;
}

/** Parts are told of the newest segments: three target durations at least. */
const WITH_PARTS = 4;

const seconds = (value: number): string => value.toFixed(5);

export function mediaPlaylist(wish: PlaylistWish): string {
  const { segments, open, kind, ended, prefix = '' } = wish;
  const lines = ['#EXTM3U', '#EXT-X-VERSION:9', `#EXT-X-TARGETDURATION:${wish.targetSeconds}`];
  if (open !== undefined) {
    lines.push(`#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${(3 * PART_TARGET).toFixed(3)}`, `#EXT-X-PART-INF:PART-TARGET=${PART_TARGET.toFixed(3)}`);
  }
  if (kind !== 'live') lines.push(`#EXT-X-PLAYLIST-TYPE:${kind === 'whole' ? 'VOD' : 'EVENT'}`);
  lines.push(`#EXT-X-MEDIA-SEQUENCE:${segments[0]?.msn ?? open?.msn ?? 0}`, `#EXT-X-DISCONTINUITY-SEQUENCE:${wish.breaks}`);
  let stretch: number | undefined;
  const begin = (segment: Listed): void => {
    if (segment.stretch !== stretch) {
      if (stretch !== undefined) lines.push('#EXT-X-DISCONTINUITY');
      lines.push(`#EXT-X-MAP:URI="${prefix}init-${segment.stretch}.mp4"`);
      stretch = segment.stretch;
    }
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.shownAt).toISOString()}`);
  };
  for (const [index, segment] of segments.entries()) {
    begin(segment);
    if (open !== undefined && index >= segments.length - WITH_PARTS + 1) listParts(lines, segment, prefix);
    lines.push(`#EXTINF:${seconds(segment.duration)},`, `${prefix}${segment.msn}.m4s`);
  }
  if (open !== undefined && !ended) {
    if (open.parts.length > 0) {
      begin(open);
      listParts(lines, open, prefix);
    }
    lines.push(`#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${prefix}${open.msn}.${open.parts.length}.m4s"`);
  }
  if (ended) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}

function listParts(lines: string[], { msn, parts }: Listed, prefix: string): void {
  for (const [index, part] of parts.entries()) {
    lines.push(`#EXT-X-PART:DURATION=${seconds(part.duration)},URI="${prefix}${msn}.${index}.m4s"${part.independent ? ',INDEPENDENT=YES' : ''}`);
  }
}

export interface Variant {
  readonly uri: string;
  readonly codecs: string;
  readonly bitrate: number;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface Subtitles {
  readonly uri: string;
  readonly language: string;
  readonly label: string;
}

/** What stands between quotes may hold no quote and no line. */
const quoted = (text: string): string => `"${text.replaceAll('"', '”').replace(/[\r\n]+/g, ' ')}"`;

/** The first variant is the one to begin with. */
export function masterPlaylist(variants: readonly Variant[], subtitles: readonly Subtitles[]): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:9'];
  for (const { uri, language, label } of subtitles) {
    lines.push(`#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME=${quoted(label)},LANGUAGE=${quoted(language)},AUTOSELECT=YES,DEFAULT=NO,URI="${uri}"`);
  }
  for (const { uri, codecs, bitrate, width, height } of variants) {
    const size = width === undefined || height === undefined ? '' : `,RESOLUTION=${width}x${height}`;
    lines.push(`#EXT-X-STREAM-INF:BANDWIDTH=${bitrate},CODECS="${codecs}"${size}${subtitles.length > 0 ? ',SUBTITLES="captions"' : ''}`, uri);
  }
  return `${lines.join('\n')}\n`;
}
