import { Links, Meta, Outlet, Scripts, useMatches, useRouteError, useRouteLoaderData } from 'react-router';
import early from 'virtual:inline/early';
import { useEffect, useLayoutEffect } from 'react';
import type { ReactNode } from 'react';
import { houseOf } from '#platform/context.ts';
import sans from '../../../kit/design/fonts/sans.woff2';
import '../design/index.css';
import { beginStreamAt } from './client/stream.ts';
import { useHere } from './here.tsx';
import { page } from './page.server.ts';
import { PostOfMembers } from './parts/acts.tsx';
import { Failure } from './parts/failure.tsx';
import { Frame } from './parts/frame.tsx';
import { Lightbox } from './parts/lightbox.tsx';
import { MembersContext } from './parts/post.tsx';
import { LookOf, lookAttributes } from './parts/settings/look.tsx';

export const loader = page(({ visit, url }) => {
  const { language, look, title, me, nonce, formToken, origin } = visit;
  const other = new URL(url);
  other.searchParams.set('lang', language === 'fr' ? 'en' : 'fr');
  const since = me && String(houseOf(visit.ctx).outbox.delivered);
  return { language, look, title, me, nonce, formToken, origin, since, otherLanguage: other.pathname + other.search };
});

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root');
  const nonce = root?.nonce;
  const dark = useMatches().some((match) => (match.handle as { dark?: boolean } | undefined)?.dark === true);
  return (
    <html lang={root?.language ?? 'en'} {...lookAttributes(root?.look ?? {})} {...(dark && { 'data-theme': 'dark' })}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <link rel="icon" href="/assets/icon.svg" />
        <link rel="manifest" href={`/manifest.webmanifest?lang=${root?.language ?? 'en'}`} />
        {/* Members come often: for them the letters are worth waiting for a moment. */}
        {root?.me !== undefined && <script suppressHydrationWarning dangerouslySetInnerHTML={{ __html: early }} {...(nonce !== undefined && { nonce })} />}
        {root?.me !== undefined && <link rel="preload" href={sans} as="font" type="font/woff2" crossOrigin="anonymous" />}
        <Links />
      </head>
      <body>
        {children}
        {root?.me !== undefined && <Scripts {...(nonce !== undefined && { nonce })} />}
        {root !== undefined && root.me === undefined && <script src="/app/alone/visitor.js" defer />}
      </body>
    </html>
  );
}

export default function Root() {
  const { title, look, me, formToken, otherLanguage, since } = useHere();
  // Before any part of the page listens.
  useLayoutEffect(() => beginStreamAt(since), [since]);
  useEffect(() => void dispatchEvent(new Event('perchoir:stands')), []);
  return (
    <LookOf value={look}>
      <MembersContext value={me && PostOfMembers}>
        <Frame title={title} me={me} formToken={formToken} otherLanguage={otherLanguage}><Outlet />{me !== undefined && <Lightbox />}</Frame>
      </MembersContext>
    </LookOf>
  );
}

export function ErrorBoundary() {
  const root = useRouteLoaderData<typeof loader>('root');
  const error = useRouteError();
  if (root === undefined) return <Failure error={error} />;
  const { title, me, formToken, otherLanguage } = root;
  return <Frame title={title} me={me} formToken={formToken} otherLanguage={otherLanguage}><Failure error={error} /></Frame>;
}
