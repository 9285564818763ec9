/** The tables of docs/api.md: what of the client API is served here. */
import type { Room } from '../src/platform/room.ts';
import type { Route } from '../src/platform/http/route.ts';
import { areas, differs, leftOut } from './client-api.ts';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
/** Names of parameters differ, what they stand for does not. */
const plain = (path: string): string => path.replace(/:\w+/g, ':id');
const shown = (endpoint: string): string => `\`${endpoint.replace('PUT ', 'PUT, PATCH ').replace(/:id/g, '{id}')}\``;

function whoMay(route: Route): string {
  const scopes = [route.scope ?? []].flat().map((scope) => `\`${scope}\``).join(' or ');
  if (route.who === 'anyone') return scopes === '' ? 'anyone' : `anyone; with a token ${scopes}`;
  if (route.who === 'page') return 'anyone';
  return scopes === '' ? 'any token' : scopes;
}

export interface Coverage {
  /** Neither served nor left out with a reason. */
  readonly forgotten: readonly string[];
  /** Served, and yet said to be left out; or spoken of and unknown. */
  readonly wrong: readonly string[];
  readonly table: string;
}

export function clientApi(rooms: readonly Room[]): Coverage {
  const routes = new Map<string, Route>(rooms.flatMap((room) => (room.routes ?? []).map((route) => [`${route.method} ${plain(route.path)}`, route] as const)));
  const known = new Set(areas.flatMap(({ endpoints }) => endpoints));
  const rows = (endpoints: readonly string[]): string[] => endpoints.map((endpoint) => {
    const route = routes.get(endpoint);
    if (route === undefined) return row([shown(endpoint), 'left out', '', leftOut[endpoint] ?? '']);
    return row([shown(endpoint), endpoint in differs ? 'differently' : 'yes', whoMay(route), [`${route.summary}.`, differs[endpoint] ?? ''].join(' ').trim()]);
  });
  const heading = [row(['Endpoint', 'Served', 'Who may', 'What it is']), row(['---', '---', '---', '---'])];
  return {
    forgotten: [...known].filter((endpoint) => !routes.has(endpoint) && !(endpoint in leftOut)),
    wrong: [...Object.keys(leftOut).filter((endpoint) => routes.has(endpoint) || !known.has(endpoint)), ...Object.keys(differs).filter((endpoint) => !known.has(endpoint))],
    table: areas.map(({ name, endpoints }) => [`### ${name}`, '', ...heading, ...rows(endpoints)].join('\n')).join('\n\n'),
  };
}
