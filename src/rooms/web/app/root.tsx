import { Links, Meta, Outlet, Scripts, useRouteError, useRouteLoaderData } from 'react-router';
import type { ReactNode } from 'react';
import '../design/index.css';
import { page } from './page.server.ts';
import { Failure } from './parts/failure.tsx';

export const loader = page(({ visit }) => ({ language: visit.language, title: visit.title, me: visit.me, nonce: visit.nonce }));

export function Layout({ children }: { children: ReactNode }) {
  const root = useRouteLoaderData<typeof loader>('root');
  const nonce = root?.nonce;
  return (
    <html lang={root?.language ?? 'en'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <link rel="icon" href="/assets/icon.svg" />
        <Links />
      </head>
      <body>
        {children}
        {root?.me !== undefined && <Scripts {...(nonce !== undefined && { nonce })} />}
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <Failure error={useRouteError()} />;
}
