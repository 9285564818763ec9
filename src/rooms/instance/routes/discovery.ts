/** How other programs find out what this host is: nodeinfo and host-meta. */

import { Type } from 'typebox';
import { houseOf } from '#platform/context.ts';
import { route } from '#platform/http/route.ts';
import type { Route } from '#platform/http/route.ts';
import { presentHostMeta, presentNodeinfo, presentNodeinfoLinks } from '../presenter.ts';
import { readInstance } from '../reads.ts';

const NodeinfoReply = Type.Object({ version: Type.String({ maxLength: 8 }) }, { additionalProperties: true });
const LinksReply = Type.Object({
  links: Type.Array(Type.Object({ rel: Type.String({ maxLength: 200 }), href: Type.String({ maxLength: 2000 }) })),
});

const nodeinfo = (version: '2.0' | '2.1'): Route =>
  route({
    method: 'GET', path: `/nodeinfo/${version}`, who: 'anyone', summary: `NodeInfo ${version}`, reply: NodeinfoReply,
    run: async (ctx, _input, { reply }) => {
      const profile = `http://nodeinfo.diaspora.software/ns/schema/${version}#`;
      void reply.type(`application/json; profile="${profile}"; charset=utf-8`).header('Cache-Control', 'max-age=300, public');
      return presentNodeinfo(await readInstance(ctx), version);
    },
  });

export const discoveryRoutes: readonly Route[] = [
  nodeinfo('2.0'),
  nodeinfo('2.1'),
  route({
    method: 'GET', path: '/.well-known/nodeinfo', who: 'anyone', summary: 'Where the NodeInfo documents are', reply: LinksReply,
    run: (ctx) => presentNodeinfoLinks(houseOf(ctx).config.origin),
  }),
  route({
    method: 'GET', path: '/.well-known/host-meta', who: 'page', summary: 'Which address answers for accounts of this host (RFC 6415)',
    run: (ctx, _input, { reply }) => {
      void reply.type('application/xrd+xml; charset=utf-8').header('Cache-Control', 'max-age=3600, public');
      return presentHostMeta(houseOf(ctx).config.origin);
    },
  }),
];
