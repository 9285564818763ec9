/** What an address shows of itself. Nothing is loaded from there: the picture is a copy of ours. */

import type { Card as CardEntity } from '../entities.ts';
import css from './card.module.css';

const hostOf = (url: string): string => URL.parse(url)?.hostname.replace(/^www\./, '') ?? '';

export function Card({ card }: { card: CardEntity }) {
  return (
    <a className={css['card']} href={card.url} target="_blank" rel="nofollow noopener noreferrer" lang={card.language ?? undefined}>
      {card.image !== null && <img className={css['picture']} src={card.image} alt={card.image_description} width={96} height={96} loading="lazy" decoding="async" />}
      <span className={css['words']}>
        <span className={css['host']}>{card.provider_name || hostOf(card.url)}</span>
        <span className={css['title']}>{card.title}</span>
        {card.description !== '' && <span className={css['description']}>{card.description}</span>}
      </span>
    </a>
  );
}
