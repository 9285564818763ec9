/** One column: its head, what can be set about it, and its list. */

import { useId, useRef, useState } from 'react';
import type { DragEvent } from 'react';
import { useStreamStatus } from '../../client/stream.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { PULSES } from '../live-list.tsx';
import { Living } from '../rail.tsx';
import { LIVE, WIDTHS, signOf, titleOf } from './columns.ts';
import type { Column } from './columns.ts';
import { Contents } from './contents.tsx';
import css from './deck.module.css';

export interface ColumnProps {
  readonly column: Column;
  readonly place: number;
  readonly count: number;
  readonly onChange: (column: Column) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
  /** Another column was dropped on this one. */
  readonly onDrop: (id: string) => void;
}

const DRAGGED = 'application/x-perchoir-column';

const tagsIn = (text: string): string[] => text.split(/[\s,#]+/).filter((tag) => tag !== '').slice(0, 4);

function Tags({ column, onChange }: Pick<ColumnProps, 'column' | 'onChange'>) {
  const id = useId();
  return (
    <>
      {(['any', 'all', 'none'] as const).map((which) => (
        <label key={which} className="field" htmlFor={`${id}-${which}`}>
          <span className="label">{{ any: m.deck_any(), all: m.deck_all(), none: m.deck_none() }[which]}</span>
          <input id={`${id}-${which}`} defaultValue={column[which].map((tag) => `#${tag}`).join(' ')} autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={300}
            onBlur={({ target }) => { if (tagsIn(target.value).join() !== column[which].join()) onChange({ ...column, [which]: tagsIn(target.value) }); }} />
        </label>
      ))}
    </>
  );
}

function Tick({ checked, onTurn, children }: { checked: boolean; onTurn: (on: boolean) => void; children: string }) {
  return <label className={css['tick']}><input type="checkbox" checked={checked} onChange={({ target }) => onTurn(target.checked)} /><span>{children}</span></label>;
}

function Settings({ column, place, count, onChange, onMove, onRemove }: ColumnProps) {
  const { kind } = column;
  const posts = kind !== 'notifications' && kind !== 'conversations';
  const widths = { narrow: m.deck_narrow(), normal: m.deck_normal(), wide: m.deck_wide() };
  return (
    <div className={css['settings']}>
      {posts && (
        <>
          <Tick checked={column.onlyMedia} onTurn={(onlyMedia) => onChange({ ...column, onlyMedia })}>{m.deck_only_media()}</Tick>
          <Tick checked={column.hideReposts} onTurn={(hideReposts) => onChange({ ...column, hideReposts })}>{m.deck_hide_reposts()}</Tick>
          <Tick checked={column.hideReplies} onTurn={(hideReplies) => onChange({ ...column, hideReplies })}>{m.deck_hide_replies()}</Tick>
        </>
      )}
      {kind === 'notifications' && <Tick checked={column.onlyMentions} onTurn={(onlyMentions) => onChange({ ...column, onlyMentions })}>{m.deck_only_mentions()}</Tick>}
      {kind === 'tag' && <Tags column={column} onChange={onChange} />}
      <fieldset className={css['widths']}>
        <legend className="label">{m.deck_width()}</legend>
        {WIDTHS.map((width) => <label key={width} className={css['tick']}><input type="radio" name={`width-${column.id}`} checked={column.width === width} onChange={() => onChange({ ...column, width })} /><span>{widths[width]}</span></label>)}
      </fieldset>
      <div className={css['moves']}>
        <button type="button" className="button" disabled={place === 0} onClick={() => onMove(place - 1)}><Icon name="arrow-left" />{m.deck_left()}</button>
        <button type="button" className="button" disabled={place === count - 1} onClick={() => onMove(place + 1)}>{m.deck_right()}<Icon name="arrow-right" /></button>
        <button type="button" className="button" onClick={onRemove}><Icon name="x" />{m.deck_remove()}</button>
      </div>
    </div>
  );
}

export function DeckColumn(props: ColumnProps) {
  const { column, place, onDrop } = props;
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState(false);
  const status = useStreamStatus();
  const section = useRef<HTMLElement>(null);
  const id = `column-${column.id}`;
  const title = titleOf(column);
  const isColumn = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes(DRAGGED);
  return (
    // Dragging is for pointers; keys and the settings below move a column as well.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section ref={section} className={`${css['column']} ${css[column.width] ?? ''} ${over ? css['over'] : ''}`} data-column={column.id} aria-labelledby={id} tabIndex={-1}
      onDragOver={(event) => { if (isColumn(event)) { event.preventDefault(); setOver(true); } }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { setOver(false); if (isColumn(event)) { event.preventDefault(); onDrop(event.dataTransfer.getData(DRAGGED)); } }}>
      <header className={css['head']} draggable onDragStart={(event) => { event.dataTransfer.setData(DRAGGED, column.id); event.dataTransfer.effectAllowed = 'move'; if (section.current !== null) event.dataTransfer.setDragImage(section.current, 40, 20); }}>
        <span className={css['place']} aria-hidden="true">{place < 9 ? place + 1 : ''}</span>
        <h2 id={id} className={css['title']}><Icon name={signOf(column)} /><bdi>{title}</bdi></h2>
        {LIVE.has(column.kind) && <Living pulse={PULSES[status]} />}
        <button type="button" className={`button plain ${css['set']}`} aria-expanded={open} title={m.deck_settings({ title })} onClick={() => setOpen(!open)}><Icon name="settings" /><span className="unseen">{m.deck_settings({ title })}</span></button>
      </header>
      {open && <Settings {...props} />}
      <Contents column={column} />
    </section>
  );
}
