/** Files for a message: chosen, each with what it shows in words, and taken out again. */

import { useEffect, useRef, useState } from 'react';
import type { KeptFile } from '../../client/outbox.ts';
import * as m from '../../paraglide/messages.js';
import { Icon } from '../icon.tsx';
import { Tool } from '../composer/tools.tsx';
import css from './files.module.css';
import { sizeWords } from './files.tsx';

export function Attach({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool icon="paperclip" word={m.chat_attach()} onPress={() => input.current?.click()} />
      <input ref={input} className={css['input']} type="file" multiple tabIndex={-1} aria-hidden="true" onChange={({ currentTarget }) => { onFiles([...(currentTarget.files ?? [])]); currentTarget.value = ''; }} />
    </>
  );
}

function usePreview(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (blob?.type.startsWith('image/') !== true) return undefined;
    const made = URL.createObjectURL(blob);
    // The picture is there once the page is: it is of this device.
    queueMicrotask(() => setAddress(made));
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}

function One({ file, onDescribe, onRemove }: { file: KeptFile; onDescribe: (text: string) => void; onRemove: () => void }) {
  const preview = usePreview(file.blob);
  const shows = /^(?:image|video|audio)\//.test(file.blob?.type ?? '');
  return (
    <li className={css['one']}>
      {preview === undefined ? <Icon name="paperclip" /> : <img src={preview} alt="" />}
      <span className={css['oneWords']}><bdi>{file.name}</bdi>{shows ? <input value={file.description} maxLength={1500} aria-label={m.chat_describe({ name: file.name })} placeholder={m.chat_describe_hint()} onChange={({ currentTarget }) => onDescribe(currentTarget.value)} /> : <small>{sizeWords(file.blob?.size ?? 0)}</small>}</span>
      <Tool icon="x" word={m.chat_detach({ name: file.name })} onPress={onRemove} />
    </li>
  );
}

export function Chosen({ files, onChange }: { files: readonly KeptFile[]; onChange: (files: readonly KeptFile[]) => void }) {
  return (
    <ul className={css['chosen']} aria-label={m.chat_attached()}>
      {files.map((file, at) => <One key={`${file.name} ${file.blob?.size ?? 0}`} file={file} onRemove={() => onChange(files.filter((one) => one !== file))} onDescribe={(description) => onChange(files.with(at, { ...file, description }))} />)}
    </ul>
  );
}
