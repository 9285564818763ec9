/** The post that is quoted, as it will stand inside, and whether its author has to agree first. */

import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { useHere } from '../../here.tsx';
import { nameOf } from '../name.tsx';
import { Text, withEmoji } from '../text.tsx';
import css from './composer.module.css';

export function Quoting({ post }: { post: Post }) {
  const { origin } = useHere();
  const asks = post.quote_approval.current_user === 'manual';
  return (
    <figure className={css['quoting']}>
      <figcaption><bdi><b>{withEmoji(nameOf(post.account), post.account.emojis)}</b></bdi> @{post.account.acct}{asks && <small>{m.act_quote_asks()}</small>}</figcaption>
      <Text html={post.content} emojis={post.emojis} origin={origin} language={post.language} className={css['excerpt']} />
    </figure>
  );
}
