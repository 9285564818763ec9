/** The dialogs themselves; loaded when one is first opened. */

import { AlertDialog } from '@base-ui/react/alert-dialog';
import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import * as m from '../../paraglide/messages.js';
import css from '../floats.module.css';

export interface AskProps {
  readonly title: string;
  readonly text: ReactNode;
  /** What the button that goes through with it says. */
  readonly verb: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
  /** What may be done instead; otherwise everything is left as it is. */
  readonly instead?: { readonly verb: string; readonly onPress: () => void };
  readonly back?: RefObject<HTMLElement | null> | undefined;
  /** Nothing is lost by going through with it. */
  readonly gentle?: boolean;
}

/** Asks once. Esc and the first button leave everything as it is. */
export function Ask({ title, text, verb, onYes, onClose, instead, back, gentle = false }: AskProps) {
  return (
    <AlertDialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={css['veil']} />
        <AlertDialog.Popup className={css['dialog']} {...(back !== undefined && { finalFocus: back })}>
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{text}</AlertDialog.Description>
          <div className={css['ends']}>
            {instead === undefined ? <AlertDialog.Close className="button">{m.act_leave()}</AlertDialog.Close> : <button type="button" className="button" onClick={instead.onPress}>{instead.verb}</button>}
            <button type="button" className={`button ${gentle ? '' : css['stop']}`} onClick={() => { onYes(); onClose(); }}>{verb}</button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

export interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly back?: RefObject<HTMLElement | null> | undefined;
}

/** Something to fill in or to look at, above the page. */
export function Panel({ title, children, onClose, back }: PanelProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => { if (!open) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Backdrop className={css['veil']} />
        <Dialog.Popup className={css['dialog']} {...(back !== undefined && { finalFocus: back })}>
          <Dialog.Title>{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
