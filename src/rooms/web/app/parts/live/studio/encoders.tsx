/** For those who send with a program such as OBS: addresses, and the key, which is shown this once. */

import { useState } from 'react';
import type { Broadcast } from '../../../entities.ts';
import * as m from '../../../paraglide/messages.js';
import css from './studio.module.css';

function Copied({ label, value, secret = false }: { label: string; value: string; secret?: boolean }) {
  const [done, setDone] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(value).then(() => setDone(true), () => undefined);
  return (
    <div className={css['copied']}>
      <label>{label}<input className="input" readOnly value={value} type={secret ? 'password' : 'text'} autoComplete="off" /></label>
      <button type="button" className="button" onClick={copy}>{done ? m.studio_copied() : m.studio_copy()}</button>
    </div>
  );
}

export function Encoders({ make }: { make: () => Promise<Broadcast | undefined> }) {
  const [publish, setPublish] = useState<Broadcast['publish']>();
  const { rtmp_url: rtmp, whip_url: whip, key } = publish ?? {};
  return (
    <details className={css['fold']}>
      <summary>{m.studio_encoders()}</summary>
      {publish === undefined && <p><button type="button" className="button" onClick={() => void make().then((made) => setPublish(made?.publish))}>{m.studio_key_make()}</button></p>}
      {typeof rtmp === 'string' && <Copied label="RTMP" value={rtmp} />}
      {typeof whip === 'string' && <Copied label="WHIP" value={whip} />}
      {key !== undefined && <Copied label={m.studio_key()} value={key} secret />}
      {key !== undefined && <p className={css['quiet']}>{m.studio_key_once()}</p>}
    </details>
  );
}
