import { getAccount } from '#accounts';
import { languageCodes } from '#instance';
import { invalid, notFound } from '#kit/errors.ts';
import type { Id } from '#kit/ids.ts';
import { newId, transaction } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { MOST_CUES, isTimed, parseVtt, tidyLine } from '../captions.ts';
import type { Line } from '../captions.ts';
import { broadcastChanged, captionAdded } from '../events.ts';
import { deleteCaption, insertCaption, insertCues, selectCaption, selectCaptionsOf, selectCueCount } from '../queries/captions.ts';
import { findRunning } from '../live/open-ingest.ts';
import { getBroadcast, getOwnBroadcast, lookerOf } from '../reads.ts';
import { mayWriteCaption } from '../rules.ts';
import type { Cue } from '../types.ts';

const MOST_TRACKS = 10;
const LONGEST_LABEL = 60;
/** For each character, and within these bounds. */
const READ_MS = 60;
const QUICKEST_READ_MS = 2000;
const SLOWEST_READ_MS = 7000;

export interface CaptionWish {
  readonly language: string;
  readonly label?: string | undefined;
  /** Who may type besides the broadcaster. */
  readonly writerId?: Id | undefined;
  /** A whole file; without one the track is typed while the broadcast runs. */
  readonly vtt?: string | undefined;
}

/** @throws Refusal 422 */
function readLines(vtt: string | undefined): readonly Line[] {
  const lines = vtt === undefined ? [] : parseVtt(vtt);
  if (lines === 'none') throw invalid('Validation failed: this is no WebVTT file');
  if (lines === 'many') throw invalid(`Validation failed: more than ${MOST_CUES} lines`);
  if (vtt !== undefined && lines.length === 0) throw invalid('Validation failed: there is no line in this file');
  return lines;
}

/** A track of captions. @throws Refusal 404 for another's broadcast, 422 */
export async function addCaption(ctx: Context, broadcastId: Id, wish: CaptionWish): Promise<void> {
  await getOwnBroadcast(ctx, broadcastId);
  if (!languageCodes.includes(wish.language)) throw invalid('Validation failed: language is no ISO 639 code');
  const lines = readLines(wish.vtt);
  if (wish.writerId !== undefined) await getAccount(ctx, wish.writerId);
  const label = [...tidyLine(wish.label ?? '').replaceAll('\n', ' ')].slice(0, LONGEST_LABEL).join('') || wish.language;
  await transaction(ctx, async (tx) => {
    const { roomId, accountId } = await getOwnBroadcast(tx, broadcastId, { hold: true });
    if ((await selectCaptionsOf(tx, [broadcastId])).length >= MOST_TRACKS) throw invalid(`Validation failed: ${MOST_TRACKS} tracks of captions at most`);
    const id = newId(tx);
    await insertCaption(tx, { id, broadcastId, writerId: wish.writerId, language: wish.language, label, live: wish.vtt === undefined });
    if (lines.length > 0) await insertCues(tx, id, lines.map((line) => ({ id: newId(tx), ...line })));
    tx.emit(broadcastChanged, { id: broadcastId, roomId, accountId });
  });
}

/** @throws Refusal 404 */
export async function removeCaption(ctx: Context, broadcastId: Id, captionId: Id): Promise<void> {
  await transaction(ctx, async (tx) => {
    const { roomId, accountId } = await getOwnBroadcast(tx, broadcastId, { hold: true });
    if ((await selectCaption(tx, captionId))?.broadcastId !== broadcastId) throw notFound();
    await deleteCaption(tx, captionId);
    tx.emit(broadcastChanged, { id: broadcastId, roomId, accountId });
  });
}

export interface CueWish {
  readonly text: string;
  readonly startsMs: number | undefined;
  readonly endsMs: number | undefined;
  /** How long it took to type: what it says was heard when it began. */
  readonly tookMs: number;
}

/** A line without times is of what viewers see now, for as long as it takes to read. @throws Refusal 422 where nothing is to be seen */
function timeLine(ctx: Context, broadcastId: Id, { text, startsMs, endsMs, tookMs }: CueWish): Line {
  const line = tidyLine(text);
  if (startsMs !== undefined || endsMs !== undefined) return { text: line, startsMs: startsMs ?? 0, endsMs: endsMs ?? 0 };
  const live = findRunning(ctx, broadcastId);
  if (live === undefined || live.isOver) throw invalid('Validation failed: nothing is live, so starts_ms and ends_ms are needed');
  const at = Math.max(0, Math.round(live.seconds * 1000) - tookMs);
  return { text: line, startsMs: at, endsMs: at + Math.min(SLOWEST_READ_MS, Math.max(QUICKEST_READ_MS, [...line].length * READ_MS)) };
}

/** A line as it is typed, told to everybody who follows. @throws Refusal 404 for who may not type here, 422 */
export async function addCue(ctx: Context, to: { broadcastId: Id; captionId: Id }, wish: CueWish): Promise<Cue> {
  const { broadcastId, captionId } = to;
  const broadcast = await getBroadcast(ctx, broadcastId);
  const caption = await selectCaption(ctx, captionId);
  if (caption?.broadcastId !== broadcastId || !mayWriteCaption(broadcast, caption, lookerOf(ctx))) throw notFound();
  const line = timeLine(ctx, broadcastId, wish);
  const { text } = line;
  if (text === '') throw invalid("Validation failed: Text can't be blank");
  if (!isTimed(line)) throw invalid('Validation failed: ends_ms must lie after starts_ms');
  if ((await selectCueCount(ctx, captionId)) >= MOST_CUES) throw invalid(`Validation failed: ${MOST_CUES} lines at most`);
  return transaction(ctx, async (tx) => {
    const cue: Cue = { id: newId(tx), startsMs: line.startsMs, endsMs: line.endsMs, text };
    await insertCues(tx, captionId, [cue]);
    const { roomId } = broadcast;
    tx.emit(captionAdded, { ...cue, captionId, broadcastId, roomId, language: caption.language });
    return cue;
  });
}
