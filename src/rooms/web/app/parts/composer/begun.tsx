/** A composer below a post: an answer, a quote, or another wording of it. */

import { useEffect, useState } from 'react';
import { api } from '../../client/api.ts';
import { notice, wordsOf } from '../../client/notices.ts';
import type { Post } from '../../entities.ts';
import css from './composer.module.css';
import { Opened } from './opened.tsx';
import type { Source, Start } from './start.ts';

interface BegunProps {
  readonly about: 'reply' | 'quote' | 'edit';
  readonly post: Post;
  readonly onClose: () => void;
  readonly onDone: (made: Post | undefined) => void;
}

/** The text of a post of one's own as it was typed; undefined until it is there. */
function useSource({ about, post, onClose }: BegunProps): Source | undefined {
  const [source, setSource] = useState<Source>();
  useEffect(() => {
    if (about !== 'edit') return;
    api.get<Source>(`/api/v1/statuses/${post.id}/source`).then(setSource, (error: unknown) => {
      notice(wordsOf(error));
      onClose();
    });
    // Once for this post.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [about, post.id]);
  return source;
}

export function Begun(props: BegunProps) {
  const { about, post, onClose, onDone } = props;
  const source = useSource(props);
  const start: Start | undefined = about !== 'edit' ? { kind: about, post } : source && { kind: 'edit', post, source };
  return <div className={css['begun']}><Opened start={start} onClose={onClose} onDone={(made) => onDone(made.kind === 'sent' ? made.post : undefined)} /></div>;
}
