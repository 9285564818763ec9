/** What happened beside what is read: an act that failed, and why. Said once, in a corner, until it is put away. */

import { dismissNotice, useNotices } from '../client/notices.ts';
import * as m from '../paraglide/messages.js';
import { Icon } from './icon.tsx';
import css from './notices.module.css';

export function Notices() {
  const notices = useNotices();
  return (
    <output className={css['notices']}>
      {notices.map(({ id, text }) => (
        <span key={id} className={css['notice']}>{text}<button type="button" className={css['close']} onClick={() => dismissNotice(id)}><Icon name="x" /><span className="unseen">{m.notice_close()}</span></button></span>
      ))}
    </output>
  );
}
