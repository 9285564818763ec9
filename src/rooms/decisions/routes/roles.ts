/** Roles of a group, over HTTP. They are given by decisions. */

import { Type } from 'typebox';
import { oneOf } from '#kit/one-of.ts';
import { linkHeader } from '#kit/pages.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { stepDown } from '../commands/answer.ts';
import { RoleReply } from '../presenter.ts';
import { readRoles, showRole } from '../reads/roles.ts';
import { BASE, GroupParams, PageQuery, RoleParams, idOf, pageIn } from './input.ts';

export const roleRoutes: readonly Route[] = [
  route({
    method: 'GET', path: `${BASE}/roles`, who: 'member', scope: 'read:statuses', summary: 'Roles that are held in a group, or have ended, newest first', params: GroupParams,
    query: Type.Object({ shelf: Type.Optional(oneOf(['held', 'ended'])), ...PageQuery }), reply: Type.Array(RoleReply),
    async run(ctx, { params, query }, { href, reply }) {
      const { shown, cursors } = await readRoles(ctx, params.id, query.shelf ?? 'held', pageIn(query));
      const link = linkHeader(href, cursors);
      if (link !== undefined) void reply.header('Link', link);
      return shown;
    },
  }),
  route({
    method: 'POST', path: `${BASE}/roles/:role_id/step_down`, who: 'member', scope: 'write:statuses', summary: 'Gives a role back before its term', params: RoleParams, reply: RoleReply,
    async run(ctx, { params }) {
      await stepDown(ctx, params.id, idOf(params.role_id));
      return showRole(ctx, params.id, idOf(params.role_id));
    },
  }),
];
