/** What was sent with a message: pictures, films and sounds shown in place, everything else to be saved. */

import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { Icon } from '../icon.tsx';
import css from './files.module.css';

export type ChatFile = Message['files'][number];

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const;

/** How much it is, in words. */
export function sizeWords(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(getLocale(), { style: 'unit', unit: UNITS[step] ?? 'byte', unitDisplay: 'short', maximumFractionDigits: step === 2 ? 1 : 0 }).format(bytes / 1000 ** step);
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;

/** How loud it was, as bars; for the eye alone. */
function Bars({ waveform }: { waveform: readonly number[] }) {
  // oxlint-disable react/no-array-index-key -- The parts of one sound, in their one order.
  return <svg className={css['bars']} viewBox={`0 0 ${waveform.length * 3} 24`} preserveAspectRatio="none" aria-hidden="true">{waveform.map((height, at) => <rect key={at} x={at * 3} width="2" y={12 - Math.max(1, height * 0.11)} height={Math.max(2, height * 0.22)} />)}</svg>;
}

function Shown({ file }: { file: ChatFile }) {
  const { kind, url, preview_url: preview, description, name, size, duration, voice, waveform } = file;
  const measured = file.width !== null && file.height !== null ? { width: file.width, height: file.height } : {};
  if (kind === 'picture') return <a className={css['open']} href={url} data-lightbox={file.id}><img className={css['picture']} src={preview ?? url} alt={description || m.media_undescribed()} loading="lazy" decoding="async" {...measured} /></a>;
  if (kind === 'video') return <video className={css['picture']} src={url} poster={preview ?? undefined} controls playsInline preload="none" aria-label={description || m.media_video()} {...measured} />;
  if (kind === 'sound') return (
    <div className={css['sound']}>
      <p className={css['facts']}><Icon name={voice ? 'mic' : 'volume-2'} small />{voice ? m.voice() : <bdi>{name}</bdi>}{duration !== null && <> · {clock(duration)}</>}</p>
      {waveform !== null && waveform.length > 0 && <Bars waveform={waveform} />}
      <audio src={url} controls preload="none" aria-label={description || (voice ? m.voice() : name)} />
    </div>
  );
  return <a className={css['file']} href={url} download={name}><Icon name="download" /><span><bdi className={css['name']}>{name}</bdi><small>{sizeWords(size)}</small></span></a>;
}

export function Files({ files }: { files: readonly ChatFile[] }) {
  if (files.length === 0) return null;
  return <ul className={css['files']}>{files.map((file) => <li key={file.id}><Shown file={file} />{file.description !== '' && file.kind !== 'file' && <p className={css['described']}>{file.description}</p>}</li>)}</ul>;
}
