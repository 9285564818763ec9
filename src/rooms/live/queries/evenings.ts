import type { Id } from '#kit/ids.ts';
import type { Context } from '#platform/context.ts';
import { rowsOf } from '#platform/db/database.ts';

export interface Due {
  readonly room_id: Id;
  readonly account_id: Id;
  readonly minutes: number;
}

/** Whom to remind now: who reserved before the moment, of a room that has yet to begin, once for each. By room_coming and member_once. */
export function selectDue(ctx: Context, now: Date, limit: number): Promise<Due[]> {
  return rowsOf(
    ctx,
    `select m.room_id, m.account_id, lead.minutes from live.room r
       cross join (values (1440), (15)) as lead (minutes)
       join live.member m on m.room_id = r.id and m.reserved_at < r.starts_at - make_interval(mins => lead.minutes)
       left join live.preference p on p.account_id = m.account_id
     where r.state = 'planned' and r.starts_at > $1 and r.starts_at <= $1 + make_interval(mins => lead.minutes)
       and coalesce(case lead.minutes when 15 then p.quarter_before else p.day_before end, true)
       and not exists (select 1 from live.reminder s where s.room_id = m.room_id and s.account_id = m.account_id and s.minutes = lead.minutes)
     order by m.room_id, m.account_id limit $2`,
    [now, limit],
  );
}

/** Whether it is new. */
export async function insertReminder(tx: Context, due: Due): Promise<boolean> {
  const rows = await rowsOf(tx, 'insert into live.reminder (room_id, account_id, minutes) values ($1, $2, $3) on conflict do nothing returning 1', [due.room_id, due.account_id, due.minutes]);
  return rows.length > 0;
}

export interface Preference {
  readonly day_before: boolean;
  readonly quarter_before: boolean;
}

export async function selectPreference(ctx: Context, accountId: Id): Promise<Preference> {
  const [row] = await rowsOf<Preference>(ctx, 'select day_before, quarter_before from live.preference where account_id = $1', [accountId]);
  return row ?? { day_before: true, quarter_before: true };
}

export async function upsertPreference(ctx: Context, accountId: Id, wanted: Preference): Promise<void> {
  await rowsOf(
    ctx,
    `insert into live.preference (account_id, day_before, quarter_before) values ($1, $2, $3)
     on conflict (account_id) do update set day_before = excluded.day_before, quarter_before = excluded.quarter_before`,
    [accountId, wanted.day_before, wanted.quarter_before],
  );
}

export async function upsertCalendar(ctx: Context, accountId: Id, hash: string): Promise<void> {
  await rowsOf(ctx, 'insert into live.calendar (account_id, token_hash) values ($1, $2) on conflict (account_id) do update set token_hash = excluded.token_hash', [accountId, hash]);
}

export async function deleteCalendar(ctx: Context, accountId: Id): Promise<void> {
  await rowsOf(ctx, 'delete from live.calendar where account_id = $1', [accountId]);
}

/** By its unique index. */
export async function selectCalendarOwner(ctx: Context, hash: string): Promise<Id | undefined> {
  const [row] = await rowsOf<{ id: Id }>(ctx, 'select account_id as id from live.calendar where token_hash = $1', [hash]);
  return row?.id;
}

/** Rooms that an account reserved or holds, the latest first. By member_of and room_owner. */
export async function selectEvenings(ctx: Context, accountId: Id, limit: number): Promise<Id[]> {
  const rows = await rowsOf<{ id: Id }>(
    ctx,
    `select r.id from live.room r where r.owner_id = $1
       or r.id in (select room_id from live.member where account_id = $1 and (reserved_at is not null or present_at is not null or host or voice))
     order by r.starts_at desc limit $2`,
    [accountId, limit],
  );
  return rows.map(({ id }) => id);
}

/** What was an account's own. By the primary keys and reminder_account. */
export async function deleteEveningsOf(tx: Context, accountId: Id): Promise<void> {
  await rowsOf(tx, 'delete from live.reminder where account_id = $1', [accountId]);
  await rowsOf(tx, 'delete from live.preference where account_id = $1', [accountId]);
  await deleteCalendar(tx, accountId);
}
