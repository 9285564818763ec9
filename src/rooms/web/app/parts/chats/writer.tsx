/** Where one writes: kept with every letter, sent in order now or when there is a connection again. */

import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import type { Talk } from '../../client/chats.ts';
import { editMessage, endTyping, tellTyping } from '../../client/chats/mine.ts';
import { useDraft } from '../../client/drafts.ts';
import { useKept } from '../../client/kept.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { say } from '../../client/outbox.ts';
import type { KeptFile } from '../../client/outbox.ts';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { EmojiButton } from '../composer/emoji-button.tsx';
import { TextBox } from '../composer/text-box.tsx';
import type { TextBoxHand } from '../composer/text-box.tsx';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import { Attach, Chosen } from './attach.tsx';
import { ENTER, entersBy } from './enter.ts';
import css from './talk.module.css';
import { Voice } from './voice.tsx';
import { isEditable } from './words.ts';

interface Draft {
  readonly text: string;
  readonly replyTo: { readonly id: string; readonly name: string; readonly text: string } | undefined;
}

export interface WriterHandle {
  answer(message: Message): void;
  edit(message: Message): void;
  /** Puts something in place of what is written. */
  write(text: string): void;
}

interface WriterProps {
  readonly talk: Talk;
  readonly me: string;
  readonly hand: Ref<WriterHandle>;
  /** Something was handed in here. */
  readonly onSaid: () => void;
}

const MOST_FILES = 10;
const EMPTY: Draft = { text: '', replyTo: undefined };
const isFine = (): boolean => typeof matchMedia === 'function' && matchMedia('(hover: hover) and (pointer: fine)').matches;

/** What is edited, or answered. */
function About({ editing, replyTo, onLeave }: { editing: Message | undefined; replyTo: Draft['replyTo']; onLeave: () => void }) {
  if (editing === undefined && replyTo === undefined) return null;
  const [word, text, leave] = editing === undefined
    ? [m.message_answer_to({ name: replyTo?.name ?? '' }), replyTo?.text, m.message_answer_leave()] : [m.message_editing(), editing.text.slice(0, 120), m.message_edit_leave()];
  return (
    <p className={css['about']}><span className={css['aboutWords']}><b>{word}</b> <span dir="auto">{text}</span></span>
      <button type="button" className={css['act']} title={leave} onClick={onLeave}><Icon name="x" small /><span className="unseen">{leave}</span></button></p>
  );
}

export function Writer({ talk, me, hand, onSaid }: WriterProps) {
  const { chat, messages, put } = talk;
  const { draft, ready, change, clear } = useDraft<Draft>({ account: me, key: `chat:${chat.id}`, begin: () => EMPTY, isBlank: ({ text }) => text.trim() === '' });
  const [editing, setEditing] = useState<{ readonly message: Message; readonly text: string }>();
  const [busy, setBusy] = useState(false);
  const [files, setFiles] = useState<readonly KeptFile[]>([]);
  const [enter] = useKept(ENTER, me);
  const box = useRef<TextBoxHand>(null);
  const focus = (): void => box.current?.focus();
  const edit = (message: Message): void => {
    setEditing({ message, text: message.text });
    focus();
  };
  useImperativeHandle(hand, () => ({
    answer: (message) => {
      setEditing(undefined);
      change({ replyTo: { id: message.id, name: message.account === null ? m.chat_nobody() : nameOf(message.account), text: message.text.slice(0, 120) } });
      focus();
    },
    edit,
    write: (text) => {
      change(({ text: before }) => ({ text: before.trim() === '' ? text : `${before}\n${text}` }));
      focus();
    },
  }));
  useEffect(() => {
    if (isFine()) focus();
  }, [ready]);
  const text = editing?.text ?? draft.text;
  const type = (value: string): void => {
    if (editing !== undefined) setEditing({ ...editing, text: value });
    else {
      change({ text: value });
      if (value.trim() !== '') tellTyping(chat.id);
    }
  };
  const leave = (): void => (editing === undefined ? change({ replyTo: undefined }) : setEditing(undefined));
  const send = async (): Promise<void> => {
    if ((text.trim() === '' && (files.length === 0 || editing !== undefined)) || busy) return;
    setBusy(true);
    try {
      if (editing !== undefined) {
        if (text.trimEnd() !== editing.message.text) put(await editMessage(editing.message, text));
        setEditing(undefined);
      } else {
        await say({ account: me, chat: chat.id, text, replyTo: draft.replyTo?.id, files });
        endTyping(chat.id);
        clear();
        setFiles([]);
        onSaid();
      }
    } catch (error) {
      notice(wordsOf(error));
    } finally {
      setBusy(false);
      focus();
    }
  };
  const add = (chosen: readonly File[]): void => setFiles((before) => [...before, ...chosen.map((file) => ({ blob: file, name: file.name, description: '' }))].slice(0, MOST_FILES));
  const speak = (blob: Blob, waveform: readonly number[]): void => {
    const voice: KeptFile = { blob, name: `voice.${blob.type.includes('mp4') ? 'm4a' : 'webm'}`, description: '', voice: waveform };
    say({ account: me, chat: chat.id, text: '', replyTo: draft.replyTo?.id, files: [voice] }).then(onSaid, (error: unknown) => notice(wordsOf(error)));
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && entersBy(enter) === 'send') {
      event.preventDefault();
      void send();
    } else if (event.key === 'Escape' && (editing !== undefined || draft.replyTo !== undefined)) {
      event.preventDefault();
      leave();
    } else if (event.key === 'ArrowUp' && text === '') {
      const last = messages.findLast((message) => isEditable(message, me));
      if (last === undefined) return;
      event.preventDefault();
      edit(last);
    }
  };
  return (
    <form className={css['writer']} data-composer="" aria-label={m.chat_write()} onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <About editing={editing?.message} replyTo={draft.replyTo} onLeave={leave} />
      {files.length > 0 && <Chosen files={files} onChange={setFiles} />}
      <div className={css['sheet']}>
        <span className={css['tools']}><Attach onFiles={add} /><EmojiButton onTake={(emoji) => box.current?.insert(emoji)} /></span>
        <TextBox low value={text} onChange={type} label={m.chat_write()} hint={m.chat_write_hint()} language="" describedBy="" invalid={false} onSend={() => void send()} onFiles={add} select={undefined} hand={box} onKey={press} />
        {text === '' && files.length === 0 && editing === undefined ? <Voice onDone={speak} /> : <button className={`button next ${css['send']}`} disabled={text.trim() === '' && files.length === 0} title={editing === undefined ? m.chat_send() : m.chat_save()}><Icon name={editing === undefined ? 'send' : 'check'} /><span className="unseen">{editing === undefined ? m.chat_send() : m.chat_save()}</span></button>}
      </div>
    </form>
  );
}
