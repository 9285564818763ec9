/** Apps, tokens and discovery as clients read them. */

import type { App, IssuedToken } from '../types.ts';
import { SCOPE_NAMES } from './scope-names.ts';

/** @param pushKey the server's, as older apps look for it here */
export function presentApp(app: App, pushKey: string): Record<string, unknown> {
  return {
    id: String(app.id),
    name: app.name,
    website: app.website ?? null,
    scopes: app.scopes.split(' '),
    redirect_uri: app.redirectUris.join('\n'),
    redirect_uris: app.redirectUris,
    vapid_key: pushKey,
  };
}

/** With its secret: only in the answer to its registration. */
export function presentRegisteredApp(app: App, secret: string, pushKey: string): Record<string, unknown> {
  return { ...presentApp(app, pushKey), client_id: app.clientId, client_secret: secret, client_secret_expires_at: 0 };
}

export function presentToken(token: IssuedToken): Record<string, unknown> {
  return {
    access_token: token.secret,
    token_type: 'Bearer',
    scope: token.scopes,
    created_at: Math.floor(token.createdAt.getTime() / 1000),
  };
}

/** RFC 8414. */
export function presentDiscovery(origin: string): Record<string, unknown> {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/oauth/authorize`,
    token_endpoint: `${origin}/oauth/token`,
    revocation_endpoint: `${origin}/oauth/revoke`,
    userinfo_endpoint: `${origin}/oauth/userinfo`,
    app_registration_endpoint: `${origin}/api/v1/apps`,
    scopes_supported: SCOPE_NAMES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ui_locales_supported: ['en', 'fr'],
    service_documentation: 'https://docs.joinmastodon.org/',
  };
}
