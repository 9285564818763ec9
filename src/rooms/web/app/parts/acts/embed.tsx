/** How a post is put on somebody else's page. */

import { useRef, useState } from 'react';
import type { RefObject } from 'react';
import type { Post } from '../../entities.ts';
import * as m from '../../paraglide/messages.js';
import { Panel } from '../ask.tsx';
import floats from '../floats.module.css';
import { postPath } from '../post.tsx';

export function Embed({ post, onClose, back }: { post: Post; onClose: () => void; back: RefObject<HTMLElement | null> }) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const code = `<iframe src="${location.origin}${postPath(post)}/embed" width="400" height="300" loading="lazy" title="${m.post_by({ name: `@${post.account.acct}` })}"></iframe>`;
  return (
    <Panel title={m.act_embed()} onClose={onClose} back={back}>
      <label className="field"><span className="label">{m.embed_hint()}</span><textarea ref={field} readOnly rows={4} value={code} onFocus={(event) => event.currentTarget.select()} /></label>
      <div className={floats['ends']}>
        <output>{copied && m.act_copied()}</output>
        <button type="button" className="button" onClick={onClose}>{m.act_close()}</button>
        <button type="button" className="button next" onClick={() => void navigator.clipboard.writeText(code).then(() => setCopied(true), () => field.current?.select())}>{m.embed_copy()}</button>
      </div>
    </Panel>
  );
}
