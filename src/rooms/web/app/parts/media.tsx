/** Pictures, films and sounds of a post, each with its description one tap away. */

import * as m from '../paraglide/messages.js';
import type { Attachment } from '../entities.ts';
import css from './media.module.css';
import { useLook } from './settings/look.tsx';

/** Where the eye should stay when a picture is cut: one of nine places, as a class, since pages carry no inline style. */
function placeOf({ meta }: Attachment): string {
  const { x = 0, y = 0 } = meta?.focus ?? {};
  const side = x < -0.33 ? 'left' : x > 0.33 ? 'right' : 'middle';
  const height = y > 0.33 ? 'top' : y < -0.33 ? 'bottom' : '';
  return `${css[side] ?? ''} ${height && (css[height] ?? '')}`;
}

function Picture({ item, alone }: { item: Attachment; alone: boolean }) {
  const size = item.meta?.small ?? item.meta?.original;
  return (
    <a className={css['open']} href={item.url ?? ''} data-lightbox={item.id}>
      <img className={`${css['picture']} ${placeOf(item)}`} src={(alone ? item.url : item.preview_url) ?? item.preview_url ?? ''} alt={item.description || m.media_undescribed()}
        {...(size?.width && size.height && { width: size.width, height: size.height })} loading="lazy" decoding="async" />
    </a>
  );
}

function Moving({ item }: { item: Attachment }) {
  const size = item.meta?.original;
  const plays = useLook().films === 'play';
  if (item.type === 'audio') return <audio className={css['sound']} src={item.url ?? ''} controls preload="none" aria-label={item.description ?? m.media_audio()} />;
  const loops = item.type === 'gifv';
  return (
    <video className={css['picture']} src={item.url ?? ''} poster={item.preview_url ?? undefined} controls={!loops || !plays} loop={loops} muted={loops} autoPlay={loops && plays} playsInline preload="none"
      {...(loops && { 'data-loop': '' })} {...(size?.width && size.height && { width: size.width, height: size.height })} aria-label={item.description ?? m.media_video()} />
  );
}

function Item({ item, alone }: { item: Attachment; alone: boolean }) {
  return (
    <figure className={css['item']}>
      {item.type === 'image' ? <Picture item={item} alone={alone} /> : <Moving item={item} />}
      {item.description && (
        <details className={css['description']}>
          <summary><abbr title={m.media_description()}>ALT</abbr></summary>
          <figcaption>{item.description}</figcaption>
        </details>
      )}
    </figure>
  );
}

export function Media({ items, sensitive }: { items: readonly Attachment[]; sensitive: boolean }) {
  const { media } = useLook();
  if (items.length === 0) return null;
  const seen = items.some(({ type }) => type !== 'audio');
  const grid = (
    <div className={`${css['grid']} ${seen ? css[`of${Math.min(items.length, 5)}`] ?? '' : ''}`}>
      {items.map((item) => <Item key={item.id} item={item} alone={items.length === 1} />)}
    </div>
  );
  if (media === 'shown' || (!sensitive && media !== 'hidden')) return grid;
  return <details className={css['veil']}><summary>{m.media_sensitive({ count: items.length })}</summary>{grid}</details>;
}
