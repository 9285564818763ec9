import { Type } from 'typebox';
import type { Static } from 'typebox';
import { pushKey } from '#instance';
import { notFound } from '#kit/errors.ts';
import { oneOf } from '#kit/one-of.ts';
import { route, updateRoutes } from '#platform/http/route.ts';
import type { Exchange, Route } from '#platform/http/route.ts';
import { chooseAlerts, subscribe, unsubscribe } from '../commands/subscriptions.ts';
import type { Asking } from '../commands/subscriptions.ts';
import { ALERT_NAMES, alertsNamed, presentSubscription } from '../presenter/push.ts';
import { getSubscription } from '../reads/subscriptions.ts';
import type { PushChoice } from '../types.ts';
import { Empty, IdText, Name } from './input.ts';

const PATH = '/api/v1/push/subscription';
const Url = Type.String({ minLength: 1, maxLength: 2000 });
const Key = Type.String({ minLength: 1, maxLength: 200 });
const Policy = oneOf(['all', 'followed', 'follower', 'none']);
const Alerts = Type.Object(Object.fromEntries(ALERT_NAMES.map((name) => [name, Type.Optional(Type.Boolean())])));
const Choice = Type.Object({ alerts: Type.Optional(Alerts), policy: Type.Optional(Policy) });

const SubscriptionReply = Type.Object({
  id: IdText, endpoint: Url, standard: Type.Boolean(), alerts: Type.Record(Name, Type.Boolean()), policy: Policy, server_key: Key,
});

function choiceOf(wish: Static<typeof Choice> | undefined): PushChoice {
  return { alerts: alertsNamed(wish?.alerts), policy: wish?.policy ?? 'all' };
}

/** The token as it came: an app recognises its messages by it. A page that calls by its session holds none, and needs none. */
function askingIn({ request, caller }: Exchange): Asking {
  if (caller === undefined) throw notFound();
  return { tokenId: caller.tokenId, token: (request.headers.authorization ?? '').slice('Bearer '.length).trim() };
}

export const pushRoutes: readonly Route[] = [
  route({
    method: 'POST', path: PATH, who: 'member', scope: 'push', summary: 'Has this app told while it is closed, in the place of what its token had',
    body: Type.Object({
      subscription: Type.Object({ endpoint: Url, standard: Type.Optional(Type.Boolean()), keys: Type.Object({ p256dh: Key, auth: Key }) }),
      data: Type.Optional(Choice),
    }),
    reply: SubscriptionReply,
    async run(ctx, { body: { subscription, data } }, exchange) {
      const { endpoint, standard = false, keys } = subscription;
      const made = await subscribe(ctx, { endpoint, standard, ...keys, ...choiceOf(data) }, askingIn(exchange));
      return presentSubscription(made, pushKey(ctx));
    },
  }),
  route({
    method: 'GET', path: PATH, who: 'member', scope: 'push', summary: 'Where this app is told', reply: SubscriptionReply,
    run: async (ctx, _input, exchange) => presentSubscription(await getSubscription(ctx, askingIn(exchange).tokenId), pushKey(ctx)),
  }),
  ...updateRoutes({
    path: PATH, who: 'member', scope: 'push', summary: 'Changes what this app is told of', body: Type.Object({ data: Type.Optional(Choice) }),
    reply: SubscriptionReply,
    async run(ctx, { body: { data } }, exchange) {
      const choice = data === undefined ? undefined : choiceOf(data);
      return presentSubscription(await chooseAlerts(ctx, askingIn(exchange).tokenId, choice), pushKey(ctx));
    },
  }),
  route({
    method: 'DELETE', path: PATH, who: 'member', scope: 'push', summary: 'Has this app told no more', reply: Empty,
    async run(ctx, _input, exchange) {
      await unsubscribe(ctx, askingIn(exchange).tokenId);
      return {};
    },
  }),
];
