/** Where one writes: grows with its text, keeps every line and indent, and completes names, tags and emoji. */

import { useEffect, useId, useImperativeHandle, useRef, useState } from 'react';
import type { ClipboardEvent, KeyboardEvent, Ref } from 'react';
import * as m from '../../paraglide/messages.js';
import { tokenAt, useSuggestions } from './completion.ts';
import type { Suggestion, Token } from './completion.ts';
import css from './composer.module.css';

export interface TextBoxHand {
  focus(): void;
  /** Puts something where the caret is. */
  insert(text: string): void;
}

interface TextBoxProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly hint: string;
  readonly language: string;
  readonly describedBy: string;
  readonly invalid: boolean;
  readonly onSend: () => void;
  readonly onFiles: (files: readonly File[]) => void;
  /** From where on to select when it opens; undefined leaves the focus where it is. */
  readonly select: number | undefined;
  readonly hand: Ref<TextBoxHand>;
  /** One line at first, at the foot of a page: what is completed stands above it. */
  readonly low?: boolean;
  /** Hears the keys that complete nothing. */
  readonly onKey?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
}

/** Types for the writer, so that the browser's own undo knows of it. */
function type(box: HTMLTextAreaElement, text: string, range: readonly [number, number]): void {
  box.focus();
  box.setSelectionRange(...range);
  if (document.execCommand('insertText', false, text)) return;
  box.setRangeText(text, ...range, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

// A list of the browser's own cannot stand beside a text of many lines.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
function Options({ id, suggestions, active, onTake }: { id: string; suggestions: readonly Suggestion[]; active: number; onTake: (suggestion: Suggestion) => void }) {
  return (
    <div className={css['options']} id={id} role="listbox" aria-label={m.completion_label()}>
      {suggestions.map((suggestion, index) => (
        // The text box keeps the focus and the keys.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
        <div key={suggestion.key} id={`${id}-${index}`} role="option" aria-selected={index === active} className={css['option']} onPointerDown={(event) => event.preventDefault()} onClick={() => onTake(suggestion)}>
          {suggestion.picture !== undefined && <img src={suggestion.picture} alt="" width="28" height="28" />}
          {suggestion.glyph !== undefined && <span className={css['glyph']} aria-hidden="true">{suggestion.glyph}</span>}
          <bdi>{suggestion.label}</bdi>{suggestion.note !== '' && <small>{suggestion.note}</small>}
        </div>
      ))}
    </div>
  );
}

/* oxlint-enable jsx-a11y/prefer-tag-over-role */

export function TextBox({ value, onChange, label, hint, language, describedBy, invalid, onSend, onFiles, select, hand, low = false, onKey }: TextBoxProps) {
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const [token, setToken] = useState<Token>();
  const [active, setActive] = useState(0);
  const suggestions = useSuggestions(token);
  const open = token !== undefined && suggestions.length > 0;
  const chosen = Math.min(active, suggestions.length - 1);
  useImperativeHandle(hand, () => ({
    focus: () => box.current?.focus(),
    insert: (text) => {
      if (box.current !== null) type(box.current, text, [box.current.selectionStart, box.current.selectionEnd]);
    },
  }), []);
  useEffect(() => {
    if (select === undefined || box.current === null) return;
    box.current.focus();
    const end = box.current.value.length;
    box.current.setSelectionRange(Math.min(select, end), end);
    // Only when it opens.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  const look = (): void => {
    const { current } = box;
    const next = current === null || current.selectionStart !== current.selectionEnd ? undefined : tokenAt(current.value, current.selectionStart);
    if (next?.typed !== token?.typed || next?.sign !== token?.sign) setActive(0);
    setToken(next);
  };
  const take = ({ insert }: Suggestion): void => {
    if (box.current === null || token === undefined) return;
    type(box.current, `${insert} `, [token.start, token.end]);
    setToken(undefined);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return onSend();
    }
    if (event.nativeEvent.isComposing) return;
    if (!open) return onKey?.(event);
    const found = suggestions[chosen];
    if (event.key === 'ArrowDown') setActive((chosen + 1) % suggestions.length);
    else if (event.key === 'ArrowUp') setActive((chosen + suggestions.length - 1) % suggestions.length);
    else if (event.key === 'Escape') setToken(undefined);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && found !== undefined) take(found);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const paste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  return (
    <div className={`${css['writing']} ${low ? css['low'] : ''}`}>
      <div className={css['grow']} data-text={`${value}\u200b`}>
        <textarea ref={box} className={css['text']} value={value} rows={low ? 1 : 3} dir="auto" aria-label={label} placeholder={hint} aria-describedby={describedBy} aria-invalid={invalid}
          {...(language !== '' && { lang: language })} aria-autocomplete="list" aria-controls={open ? `${id}-list` : undefined} aria-activedescendant={open ? `${id}-list-${chosen}` : undefined}
          onChange={(event) => { onChange(event.currentTarget.value); look(); }} onKeyDown={press} onPaste={paste} onSelect={look} onBlur={() => setToken(undefined)} />
      </div>
      {open && <Options id={`${id}-list`} suggestions={suggestions} active={chosen} onTake={take} />}
      <output className="unseen">{open ? m.completion_count({ count: suggestions.length }) : ''}</output>
    </div>
  );
}
