/** All emoji to choose from: those of this server, then everybody's. Loaded when it is first opened. */

import { Popover } from '@base-ui/react/popover';
import { EmojiPicker } from 'frimousse';
import { useEffect, useState } from 'react';
import type { Emoji } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { getLocale } from '../../paraglide/runtime.js';
import { EMOJI_HOME } from './emoji-names.ts';
import css from './emoji-picker.module.css';
import { loadEmojis } from './settings.ts';

function Own({ onTake }: { onTake: (text: string) => void }) {
  const [emojis, setEmojis] = useState<readonly Emoji[]>([]);
  useEffect(() => {
    void loadEmojis().then((all) => setEmojis(all.filter(({ visible_in_picker: visible }) => visible)));
  }, []);
  if (emojis.length === 0) return null;
  return (
    <section className={css['own']} aria-label={m.emoji_own()}>
      {emojis.map(({ shortcode, static_url: picture }) => <button key={shortcode} type="button" className={css['glyph']} title={`:${shortcode}:`} onClick={() => onTake(`:${shortcode}:`)}><img src={picture} alt={`:${shortcode}:`} width="26" height="26" /></button>)}
    </section>
  );
}

const parts = {
  CategoryHeader: ({ category, ...props }: { category: { label: string } }) => <div {...props} className={css['heading']}>{category.label}</div>,
  Row: (props: object) => <div {...props} className={css['row']} />,
  Emoji: ({ emoji, ...props }: { emoji: { emoji: string } }) => <button type="button" {...props} className={css['glyph']}>{emoji.emoji}</button>,
};

/** The inside of the panel that {@link Popover} shows. */
export function EmojiPanel({ onTake }: { onTake: (text: string) => void }) {
  return (
    <Popover.Popup className={css['panel']} aria-label={m.emoji_title()}>
      <EmojiPicker.Root className={css['picker']} locale={getLocale()} columns={8} emojibaseUrl={EMOJI_HOME} onEmojiSelect={({ emoji }) => onTake(emoji)}>
        <EmojiPicker.Search className={`input ${css['search']}`} placeholder={m.emoji_search()} aria-label={m.emoji_search()} />
        <Own onTake={onTake} />
        <EmojiPicker.Viewport className={css['view']} tabIndex={0}>
          <EmojiPicker.Loading className={css['wait']}>{m.emoji_loading()}</EmojiPicker.Loading>
          <EmojiPicker.Empty className={css['wait']}>{m.emoji_none()}</EmojiPicker.Empty>
          <EmojiPicker.List className={css['all']} components={parts} aria-label={m.emoji_title()} />
        </EmojiPicker.Viewport>
        <div className={css['foot']}>
          <EmojiPicker.ActiveEmoji>{({ emoji }) => <span className={css['active']}>{emoji === undefined ? '' : `${emoji.emoji} ${emoji.label}`}</span>}</EmojiPicker.ActiveEmoji>
          <EmojiPicker.SkinToneSelector className={css['glyph']} aria-label={m.emoji_skin()} />
        </div>
      </EmojiPicker.Root>
    </Popover.Popup>
  );
}
