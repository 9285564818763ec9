/** What happened in a group while it talked: lines of its log that stand between the messages of its conversation. */

import { useCallback, useEffect, useRef, useState } from 'react';
import type { Group, GroupLine, Message } from '../../entities.ts';
import { api } from '../api.ts';
import { GROUPS } from '../groups.ts';
import { subscribe } from '../stream.ts';
import { isNewer } from '../stream/line.ts';

const PAGE = 40;

/** The newest first. */
export interface GivenLines {
  readonly lines: readonly GroupLine[];
  readonly hasOlder: boolean;
}

function withLines(held: readonly GroupLine[], more: readonly GroupLine[]): readonly GroupLine[] {
  const byId = new Map([...held, ...more].map((line) => [line.id, line]));
  return [...byId.values()].sort((a, b) => (isNewer(a.id, b.id) ? -1 : 1));
}

/** Those within a stretch of messages, the oldest first. */
export function linesWithin(lines: readonly GroupLine[], { messages, hasOlder, hasNewer }: { messages: readonly Message[]; hasOlder: boolean; hasNewer: boolean }): readonly GroupLine[] {
  const [first, last] = [messages[0]?.id, messages.at(-1)?.id];
  return lines.filter(({ id }) => (!hasOlder || first === undefined || isNewer(id, first)) && (!hasNewer || last === undefined || isNewer(last, id))).toReversed();
}

/** @param down the oldest message there is: lines are read as far as that */
export function useLines(group: Group | undefined, given: GivenLines, down: string | undefined): readonly GroupLine[] {
  const [held, setHeld] = useState({ given, now: given });
  const { lines, hasOlder } = held.given === given ? held.now : given;
  const change = useCallback((turn: (now: GivenLines) => GivenLines) => setHeld((was) => ({ given, now: turn(was.given === given ? was.now : given) })), [given]);
  const id = group?.id;
  const busy = useRef(false);
  const least = lines.at(-1)?.id;
  useEffect(() => {
    if (id === undefined || busy.current || !hasOlder || least === undefined || down === undefined || !isNewer(least, down)) return;
    busy.current = true;
    api.get<GroupLine[]>(`${GROUPS}/${id}/log`, { max_id: least, limit: PAGE }).then(
      (part) => change((now) => ({ lines: withLines(now.lines, part), hasOlder: part.length === PAGE })),
      // What is not there to be read is no reason to say nothing of the rest.
      () => change((now) => ({ ...now, hasOlder: false })),
    ).finally(() => {
      busy.current = false;
    });
  }, [id, hasOlder, least, down, change]);
  useEffect(() => {
    if (id === undefined) return undefined;
    return subscribe({ stream: 'groups' }, (event, payload) => {
      if (event === 'resync') {
        void api.get<GroupLine[]>(`${GROUPS}/${id}/log`, { limit: PAGE }).then((part) => {
          // Where the two do not meet, what lies between is read downwards from here.
          change((now) => (part.some((line) => line.id === now.lines[0]?.id) ? { ...now, lines: withLines(now.lines, part) } : { lines: part, hasOlder: part.length === PAGE }));
        }, () => undefined);
      } else if (event === 'group.log' && (payload as GroupLine).group_id === id) change((now) => ({ ...now, lines: withLines(now.lines, [payload as GroupLine]) }));
    });
  }, [id, change]);
  return lines;
}
