/** A composer as it opens inside a page: its code and what it has to know come when it is asked for. */

import { notice } from '../../client/notices.ts';
import * as m from '../../paraglide/messages.js';
import { Composer } from './composer.tsx';
import css from './composer.module.css';
import type { Made } from './publish.ts';
import { useSettings } from './settings.ts';
import type { Start } from './start.ts';

export function Opened({ start, onClose, onDone, focused = true }: { start: Start | undefined; onClose: () => void; onDone: (made: Made) => void; focused?: boolean }) {
  const settings = useSettings();
  if (settings === undefined || start === undefined) return <output className={css['opening']}>{m.composer_opening()}</output>;
  return <Composer start={start} settings={settings} focused={focused} onClose={onClose} onDone={(made) => {
    if (made.kind === 'scheduled' && start.kind !== 'scheduled') notice(m.composer_scheduled());
    onDone(made);
  }} />;
}
