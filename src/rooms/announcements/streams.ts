/** Announcements on every open `user` stream: one frame for everybody. */

import type { Id } from '#kit/ids.ts';
import { houseOf } from '#platform/context.ts';
import type { Context } from '#platform/context.ts';
import { Frame, feedStreams } from '#streaming';
import type { Routed } from '#streaming';
import { announced, announcementReacted, announcementRemoved } from './events.ts';
import { presentAnnouncement, presentPicture } from './presenter.ts';
import { findAnnouncement, findCustom } from './reads.ts';

interface Told {
  readonly id: Id;
  readonly name: string;
  readonly payload: unknown;
}

async function frameOf(ctx: Context, event: Told): Promise<Frame | undefined> {
  const payload = event.payload as { id: Id; announcementId: Id; name: string; count: number };
  const { origin } = houseOf(ctx).config;
  if (event.name === announcementRemoved.name) return new Frame('announcement.delete', String(payload.id), event.id);
  if (event.name === announcementReacted.name) {
    const { announcementId, name, count } = payload;
    return new Frame('announcement.reaction', JSON.stringify({ announcement_id: String(announcementId), name, count, ...presentPicture(origin, findCustom(ctx, name)) }), event.id);
  }
  const facts = await findAnnouncement(ctx, payload.id);
  return facts && new Frame('announcement', JSON.stringify(presentAnnouncement(facts, origin)), event.id);
}

async function routeAnnouncement(ctx: Context, event: Told): Promise<Routed | undefined> {
  const frame = await frameOf(ctx, event);
  return frame && { topics: ['user'], frameFor: () => frame };
}

export const feed = feedStreams({ name: 'announcements.tellStreams', route: routeAnnouncement }, [announced, announcementReacted, announcementRemoved]);
