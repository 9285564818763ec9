/** What the process runs for this room. */

import { standingChanged } from '#accounts';
import { provideFigure } from '#instance';
import { closeStreams } from '#streaming';
import { hear, relay } from '#platform/events.ts';
import type { Room } from '#platform/room.ts';
import { authenticateSession } from './browsers.ts';
import { authenticate, forgetAccount, forgetToken } from './callers.ts';
import { mailboxConfirmed, sessionsEnded, tokenRevoked } from './events.ts';
import { jobs } from './jobs.ts';
import { readActiveCount } from './reads.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { entryRoutes } from './routes/entry.ts';
import { oauthRoutes } from './routes/oauth.ts';
import { passwordRoutes } from './routes/passwords.ts';
import { securityRoutes } from './routes/security.ts';
import { signUpApiRoutes } from './routes/sign-up-api.ts';

export const room: Room = {
  name: 'auth',
  migrations: new URL('./migrations/', import.meta.url),
  authenticate,
  authenticateSession,
  routes: [...oauthRoutes, ...signUpApiRoutes, ...authorizeRoutes, ...entryRoutes, ...passwordRoutes, ...securityRoutes],
  jobs,
  start: (house) => {
    provideFigure(house, 'activeMonth', readActiveCount);
    return Promise.resolve();
  },
  listeners: [
    hear(tokenRevoked, 'auth.forgetToken', (ctx, { payload }) => forgetToken(ctx, payload.tokenId)),
    hear(sessionsEnded, 'auth.forgetCallers', (ctx, { payload }) => forgetAccount(ctx, payload.accountId)),
    hear(standingChanged, 'auth.forgetStanding', (ctx, { payload }) => forgetAccount(ctx, payload.id)),
    hear(mailboxConfirmed, 'auth.forgetUnconfirmed', (ctx, { payload }) => forgetAccount(ctx, payload.accountId)),
    relay(tokenRevoked, 'auth.closeStreamsOfToken', (ctx, { payload }) => closeStreams(ctx, { tokenId: payload.tokenId })),
    relay(sessionsEnded, 'auth.closeStreamsOfAccount', (ctx, { payload }) => closeStreams(ctx, { accountId: payload.accountId })),
    relay(standingChanged, 'auth.closeStreamsOfStanding', (ctx, { payload }) => {
      if (payload.standing !== 'active') closeStreams(ctx, { accountId: payload.id });
    }),
  ],
};
