/**
 * Settings: what the owner may change while the server runs. Each is declared by the room that obeys it; the value is a row,
 * held in memory, and every process hears of a change.
 */

import { sql } from 'kysely';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { invalid } from '#kit/errors.ts';
import type { Context } from './context.ts';
import { transaction } from './context.ts';
import type { Database } from './db/database.ts';
import { defineEvent, hear } from './events.ts';
import type { Listener } from './events.ts';

export interface SettingToken<T> {
  readonly key: string;
  readonly schema: TSchema;
  readonly preset: T;
  /** One line, shown by `perchoir settings get`. */
  readonly help: string;
}

export function defineSetting<S extends TSchema>(key: string, schema: S, preset: Static<S>, help: string): SettingToken<Static<S>> {
  return { key, schema, preset, help };
}

const settingChanged = defineEvent<{ key: string; value: unknown }>('platform.settingChanged');

export class Settings {
  readonly #tokens = new Map<string, SettingToken<unknown>>();
  readonly #values = new Map<string, unknown>();

  constructor(tokens: Iterable<SettingToken<unknown>>) {
    for (const token of tokens) this.#tokens.set(token.key, token);
  }

  get<T>(token: SettingToken<T>): T {
    return this.#values.has(token.key) ? (this.#values.get(token.key) as T) : token.preset;
  }

  all(): SettingToken<unknown>[] {
    return [...this.#tokens.values()];
  }

  find(key: string): SettingToken<unknown> | undefined {
    return this.#tokens.get(key);
  }

  async load(db: Database): Promise<void> {
    const { rows } = await sql<{ key: string; value: unknown }>`select key, value from platform.setting`.execute(db);
    for (const row of rows) this.#values.set(row.key, row.value);
  }

  /** @throws Refusal 422 when the value does not fit the setting. */
  async change(ctx: Context, key: string, value: unknown): Promise<void> {
    const token = this.#tokens.get(key);
    if (token === undefined) throw invalid(`There is no setting "${key}".`);
    const check = Compile(token.schema);
    if (!check.Check(value)) {
      const [first] = check.Errors(value);
      throw invalid(`${key} ${first?.message ?? 'does not fit'}. ${token.help}`);
    }
    await transaction(ctx, async (tx) => {
      await sql`insert into platform.setting (key, value) values (${key}, ${JSON.stringify(value)}::jsonb)
        on conflict (key) do update set value = excluded.value, changed_at = now()`.execute(tx.db);
      tx.emit(settingChanged, { key, value });
    });
    this.#values.set(key, value);
  }

  listener(): Listener {
    return hear(settingChanged, 'platform.keepSetting', (_ctx, { payload }) => {
      this.#values.set(payload.key, payload.value);
    });
  }
}
