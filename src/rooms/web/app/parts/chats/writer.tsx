/** Where one writes: kept with every letter, sent in order now or when there is a connection again. */

import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import type { Talk } from '../../client/chats.ts';
import { editMessage, endTyping, tellTyping } from '../../client/chats/mine.ts';
import { useDraft } from '../../client/drafts.ts';
import { useKept } from '../../client/kept.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import { say } from '../../client/outbox.ts';
import type { Message } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { EmojiButton } from '../composer/emoji-button.tsx';
import { TextBox } from '../composer/text-box.tsx';
import type { TextBoxHand } from '../composer/text-box.tsx';
import { Icon } from '../icon.tsx';
import { nameOf } from '../name.tsx';
import { ENTER, entersBy } from './enter.ts';
import css from './talk.module.css';
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

const EMPTY: Draft = { text: '', replyTo: undefined };
const isFine = (): boolean => typeof matchMedia === 'function' && matchMedia('(hover: hover) and (pointer: fine)').matches;

function About({ word, text, onLeave, leave }: { word: string; text: string; onLeave: () => void; leave: string }) {
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
  const leave = (): void => {
    if (editing !== undefined) setEditing(undefined);
    else change({ replyTo: undefined });
  };
  const send = async (): Promise<void> => {
    if (text.trim() === '' || busy) return;
    setBusy(true);
    try {
      if (editing !== undefined) {
        if (text.trimEnd() !== editing.message.text) put(await editMessage(editing.message, text));
        setEditing(undefined);
      } else {
        await say({ account: me, chat: chat.id, text, replyTo: draft.replyTo?.id });
        endTyping(chat.id);
        clear();
        onSaid();
      }
    } catch (error) {
      notice(wordsOf(error));
    } finally {
      setBusy(false);
      focus();
    }
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
      {editing !== undefined && <About word={m.message_editing()} text={editing.message.text.slice(0, 120)} onLeave={leave} leave={m.message_edit_leave()} />}
      {editing === undefined && draft.replyTo !== undefined && <About word={m.message_answer_to({ name: draft.replyTo.name })} text={draft.replyTo.text} onLeave={leave} leave={m.message_answer_leave()} />}
      <div className={css['sheet']}>
        <EmojiButton onTake={(emoji) => box.current?.insert(emoji)} />
        <TextBox low value={text} onChange={type} label={m.chat_write()} hint={m.chat_write_hint()} language="" describedBy="" invalid={false} onSend={() => void send()} onFiles={() => undefined} select={undefined} hand={box} onKey={press} />
        <button className={`button next ${css['send']}`} disabled={text.trim() === ''} title={editing === undefined ? m.chat_send() : m.chat_save()}><Icon name={editing === undefined ? 'send' : 'check'} /><span className="unseen">{editing === undefined ? m.chat_send() : m.chat_save()}</span></button>
      </div>
    </form>
  );
}
