import { sql } from 'kysely';
import type { Context } from '#platform/context.ts';

/** When a setting was changed last; undefined while it has its preset. By the primary key of platform.setting. */
export async function selectSettingTime(ctx: Context, key: string): Promise<Date | undefined> {
  const { rows } = await sql<{ time: Date }>`select changed_at as time from platform.setting where key = ${key}`.execute(ctx.db);
  return rows[0]?.time;
}

/** How many bytes the database takes on its disk. */
export async function selectDatabaseSize(ctx: Context): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`select pg_database_size(current_database())::float8 as bytes`.execute(ctx.db);
  return Number(rows[0]?.bytes ?? 0);
}

/** The shortest statement there is, to learn whether the database answers. */
export async function selectOne(ctx: Context): Promise<void> {
  await sql`select 1`.execute(ctx.db);
}
