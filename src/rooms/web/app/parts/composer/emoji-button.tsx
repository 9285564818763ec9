import { Popover } from '@base-ui/react/popover';
import { Suspense, lazy } from 'react';
import * as m from '../../paraglide/messages.js';
import { floatHome } from '../float-home.ts';
import floats from '../floats.module.css';
import { Icon } from '../icon.tsx';
import css from './composer.module.css';

const EmojiPanel = lazy(() => import('./emoji-picker.tsx').then(({ EmojiPanel: component }) => ({ default: component })));

/** Opens the emoji; what is chosen is put where the caret was. */
export function EmojiButton({ onTake }: { onTake: (text: string) => void }) {
  return (
    <Popover.Root>
      <Popover.Trigger className={css['tool']} title={m.tool_emoji()}><Icon name="face-slightly-smiling" /><span className="unseen">{m.tool_emoji()}</span></Popover.Trigger>
      <Popover.Portal container={floatHome()}>
        <Popover.Positioner className={floats['over']} side="bottom" align="start" sideOffset={4} collisionPadding={8}>
          <Suspense fallback={null}><EmojiPanel onTake={onTake} /></Suspense>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
