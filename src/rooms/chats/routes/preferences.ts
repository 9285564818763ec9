/** What somebody wants of private conversations, over HTTP. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import type { Context } from '#platform/context.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { choosePreference } from '../commands/preferences.ts';
import { ownId } from '../reads/chats.ts';
import { readPreferences } from '../reads/preferences.ts';
import type { Preference } from '../types.ts';
import { BASE } from './input.ts';

const Clock = Type.String({ maxLength: 10 });
const Quiet = Type.Union([Type.Object({ from: Clock, to: Clock, zone: Type.String({ maxLength: 60 }), days: Type.Array(Type.Integer(), { maxItems: 20 }) }), Type.Null()]);
const Push = oneOf(['none', 'plain', 'text']);
const WhomField = oneOf(['all', 'trusted', 'none']);
const PreferenceReply = Type.Object({ quiet: Quiet, read_marks: WhomField, typing: WhomField, push: Push });
const PATH = `${BASE}/preferences`;

async function show(ctx: Context): Promise<object> {
  const { quiet, readMarks, typing, push }: Preference = (await readPreferences(ctx, [ownId(ctx)]))(ownId(ctx));
  return { quiet, read_marks: readMarks, typing, push };
}

export const preferenceRoutes: readonly Route[] = [
  route({ method: 'GET', path: PATH, who: 'member', scope: 'read:accounts', summary: 'Quiet hours, read marks, typing and push, as one wants them', reply: PreferenceReply, run: (ctx) => show(ctx) }),
  ...updateRoutes({
    path: PATH, who: 'member', scope: 'write:accounts', summary: 'Changes quiet hours, read marks, typing and push', reply: PreferenceReply,
    body: Type.Object({ quiet: Type.Optional(Quiet), read_marks: Type.Optional(WhomField), typing: Type.Optional(WhomField), push: Type.Optional(Push) }),
    async run(ctx, { body }) {
      await choosePreference(ctx, { quiet: body.quiet, readMarks: body.read_marks, typing: body.typing, push: body.push });
      return show(ctx);
    },
  }),
];
