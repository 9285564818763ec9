import { useLoaderData } from 'react-router';
import { descriptionSetting } from '#instance';
import * as m from '../paraglide/messages.js';
import { page } from '../page.server.ts';

export const loader = page(({ visit }) => ({
  title: visit.title, description: visit.ctx.settings.get(descriptionSetting), me: visit.me, formToken: visit.formToken,
}));

export default function Front() {
  const { title, description, me, formToken } = useLoaderData<typeof loader>();
  return (
    <main id="content">
      <h1>{title}</h1>
      <p>{description}</p>
      {me === undefined
        ? <p><a href="/auth/sign_up">{m.sign_up()}</a> <a href="/auth/sign_in">{m.sign_in()}</a></p>
        : <form method="post" action="/auth/sign_out"><a href={`/@${me.username}`}>{`@${me.username}`}</a><input type="hidden" name="form_token" value={formToken} /><button>{m.sign_out()}</button></form>}
      {me?.unconfirmed !== undefined && <p>{m.unconfirmed({ email: me.unconfirmed })} <a href="/auth/confirm/again">{m.unconfirmed_again()}</a></p>}
      <a href="/privacy-policy">{m.privacy()}</a>
    </main>
  );
}
