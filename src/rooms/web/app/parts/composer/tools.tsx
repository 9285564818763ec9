/** What can be added to a post, each a sign with a name. */

import { useRef } from 'react';
import type { ReactNode } from 'react';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import css from './composer.module.css';
import type { ChangePiece, Piece } from './draft.ts';
import { EmojiButton } from './emoji-button.tsx';
import { newPoll } from './poll.tsx';
import type { Settings } from './settings.ts';

export function Tool({ icon, word, on, onPress, off = false }: { icon: string; word: string; on?: boolean; onPress: () => void; off?: boolean }) {
  return (
    <button type="button" className={`${css['tool']} ${on === true ? css['on'] : ''}`} title={word} onClick={onPress} disabled={off} {...(on !== undefined && { 'aria-pressed': on })}>
      <Icon name={icon} /><span className="unseen">{word}</span>
    </button>
  );
}

interface ToolsProps {
  readonly piece: Piece;
  readonly change: ChangePiece;
  readonly settings: Settings;
  readonly onFiles: (files: readonly File[]) => void;
  readonly onEmoji: (text: string) => void;
  readonly children: ReactNode;
}

export function Tools({ piece: { poll, media, warning }, change, settings, onFiles, onEmoji, children }: ToolsProps) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={css['tools']}>
      <input ref={chooser} type="file" hidden multiple accept={settings.types.join(',')} onChange={({ currentTarget }) => { onFiles([...(currentTarget.files ?? [])]); currentTarget.value = ''; }} />
      <Tool icon="image" word={m.tool_media()} off={poll !== undefined || media.length >= settings.attachments} onPress={() => chooser.current?.click()} />
      {settings.options > 0 && <Tool icon="list-checks" word={m.tool_poll()} on={poll !== undefined} off={media.length > 0} onPress={() => change({ poll: poll === undefined ? newPoll : undefined })} />}
      <Tool icon="triangle-exclamation-point" word={m.tool_warning()} on={warning !== undefined} onPress={() => change({ warning: warning === undefined ? '' : undefined })} />
      <EmojiButton onTake={onEmoji} />
      {children}
    </div>
  );
}
