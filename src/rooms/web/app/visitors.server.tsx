/**
 * Pages for visitors, drawn straight from what the loaders bring. The framework's own way also encodes all that for a browser that
 * goes on with the application, passes the page through streams, and costs twice as much (docs/decisions/0042).
 */

import { ServerRouter, createStaticHandler, isRouteErrorResponse } from 'react-router';
import type { EntryContext, RouteObject, ServerBuild, StaticHandlerContext } from 'react-router';
import { drawWithPosts } from './prints.server.tsx';
import { visitContext } from './visit.ts';
import type { Draw, Visit } from './visit.ts';

type BuiltRoute = NonNullable<ServerBuild['routes'][string]>;

/** The pages as the router wants them: each below the one it stands in. */
function routesBelow(parent: string | undefined, all: readonly BuiltRoute[]): RouteObject[] {
  return all.filter(({ parentId }) => parentId === parent).map(({ id, path, index, caseSensitive, module }): RouteObject => {
    const { loader, ErrorBoundary } = module;
    const common = { id, path, loader: loader as RouteObject['loader'], ErrorBoundary: id === 'root' || ErrorBoundary != null ? () => null : undefined };
    return index === true ? { ...common, index } : { ...common, caseSensitive, children: routesBelow(id, all) };
  });
}

/** What was not refused, but went wrong. */
const isFault = (error: unknown): boolean => !isRouteErrorResponse(error) || (error as { error?: unknown }).error !== undefined;

/** Draws visitors' pages of an assembled application. */
export function drawFrom(build: ServerBuild): Draw {
  const all = Object.values(build.routes).filter((route) => route !== undefined);
  const handler = createStaticHandler(routesBelow(undefined, all), { basename: build.basename, future: build.future });
  const routeModules = Object.fromEntries(all.map(({ id, module }) => [id, module])) as EntryContext['routeModules'];
  const frame: Omit<EntryContext, 'staticHandlerContext'> = {
    branches: [], manifest: build.assets, routeModules, future: build.future, ssr: build.ssr, isSpaMode: false, routeDiscovery: build.routeDiscovery,
    serializeError: () => ({ message: '' }),
  };
  const draw = (url: string, found: StaticHandlerContext, { prints, look }: Visit): string =>
    drawWithPosts(<ServerRouter context={{ ...frame, staticHandlerContext: found, renderMeta: {} }} url={url} />, prints, look);
  return async (url, context) => {
    const found = await handler.query(new Request(url), { requestContext: context });
    if (found instanceof Response) return { status: found.status, headers: Object.fromEntries(found.headers), body: '' };
    if (Object.values(found.errors ?? {}).some(isFault)) return undefined;
    try {
      return { status: found.statusCode, headers: { 'content-type': 'text/html; charset=utf-8' }, body: `<!doctype html>${draw(url, found, context.get(visitContext))}` };
    } catch {
      // The framework meets the same mistake, says so in the log and shows the page for it.
      return undefined;
    }
  };
}
