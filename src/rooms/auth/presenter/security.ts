/** The page of one's own ways in: password, codes, passkeys, browsers, apps. */

import { html } from '#kit/html.ts';
import type { Html } from '#kit/html.ts';
import type { App, Passkey, Session, Token } from '../types.ts';
import { alert, field, hidden, notice, renderPage } from './layout.ts';
import type { Frame, Problem } from './layout.ts';

export interface SecurityShown {
  readonly username: string;
  readonly sessionId: number;
  readonly totp: 'off' | 'on' | { /** SVG in base64. */ readonly picture: string; readonly secret: string };
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly Session[];
  readonly apps: readonly { token: Token; app: App }[];
  readonly notice?: string | undefined;
  readonly problem?: Problem;
  /** Where on the page the problem belongs. */
  readonly freshCodes?: readonly string[];
}

export function renderSecurity(frame: Frame, shown: SecurityShown): string {
  const { words } = frame;
  return renderPage(frame, words.securityTitle, html`<p>${words.signedInAs(shown.username)}</p>
${notice(shown.notice)}${alert(shown.problem?.text)}
${shown.freshCodes && html`<section><h2>${words.recoveryTitle}</h2><p>${words.recovery}</p>
<ul>${shown.freshCodes.map((code) => html`<li><code>${code}</code></li>`)}</ul></section>`}
<section><h2>${words.changePassword}</h2><p>${words.changePasswordNote}</p>
<form method="post" action="/settings/security/password">${hidden(frame)}
<input type="hidden" name="username" value="${shown.username}" autocomplete="username">
${field(frame, { name: 'current_password', label: words.currentPassword, type: 'password', complete: 'current-password' })}
${field(frame, { name: 'password', label: words.newPassword, type: 'password', hint: words.passwordHint, complete: 'new-password' }, shown.problem)}
<button class="next">${words.save}</button></form></section>
<section><h2>${words.twoFactor}</h2>${totpPart(frame, shown)}</section>
${passkeyPart(frame, shown)}
${sessionPart(frame, shown)}
${appPart(frame, shown)}
<form method="post" action="/auth/sign_out">${hidden(frame)}<button>${words.signOut}</button></form>`, { scripted: true });
}

function totpPart(frame: Frame, { totp, recoveryCodes }: SecurityShown): Html {
  const { words } = frame;
  const password = (id: string): Html => html`<p><label for="${id}">${words.currentPassword}</label>
<input id="${id}" name="current_password" type="password" autocomplete="current-password" required></p>`;
  if (totp === 'on') {
    return html`<p>${words.twoFactorOn(recoveryCodes)}</p>
<form method="post" action="/settings/security/totp/off">${hidden(frame)}${password('totp-password')}<button>${words.turnOff}</button></form>`;
  }
  if (totp === 'off') {
    return html`<p>${words.twoFactorOff}</p>
<form method="post" action="/settings/security/totp/draft">${hidden(frame)}${password('totp-password')}<button>${words.turnOn}</button></form>`;
  }
  return html`<p>${words.scan}</p><p><img src="data:image/svg+xml;base64,${totp.picture}" alt="" width="220" height="220"></p>
<p>${words.scanText} <code class="code">${totp.secret}</code></p>
<form method="post" action="/settings/security/totp/on">${hidden(frame)}
${field(frame, { name: 'code', label: words.code, complete: 'one-time-code' })}<button>${words.turnOn}</button></form>`;
}

const moment = (time: Date): Html => html`<time datetime="${time.toISOString()}">${time.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;

function removal(frame: Frame, kind: 'passkey' | 'session' | 'app', id: number): Html {
  return html`<form method="post" action="/settings/security/revoke">${hidden(frame, { kind, id: String(id) })}<button>${frame.words.remove}</button></form>`;
}

function passkeyPart(frame: Frame, { passkeys }: SecurityShown): Html {
  const { words } = frame;
  return html`<section><h2>${words.passkeys}</h2><p>${words.passkeysNote}</p>
<ul class="rows">${passkeys.map((one) => html`<li>${one.name} ${moment(one.createdAt)} ${removal(frame, 'passkey', one.id)}</li>`)}</ul>
<form id="passkey-add" hidden data-token="${frame.formToken}" data-failed="${words.passkeyFailed}">
<p><label for="passkey-name">${words.passkeyName}</label><input id="passkey-name" name="name" maxlength="60" value="${words.passkeyPreset}"></p>
<p><label for="passkey-password">${words.currentPassword}</label>
<input id="passkey-password" name="current_password" type="password" autocomplete="current-password" required></p>
<button>${words.passkeyAdd}</button></form></section>`;
}

function sessionPart(frame: Frame, { sessions, sessionId }: SecurityShown): Html {
  const { words } = frame;
  return html`<section><h2>${words.browsers}</h2><ul class="rows">${sessions.map((one) => html`<li>${one.browser || '–'}<br>
<small>${words.lastUsed} ${moment(one.seenAt)}</small> ${one.id === sessionId ? html`(${words.thisBrowser})` : removal(frame, 'session', one.id)}</li>`)}</ul></section>`;
}

function appPart(frame: Frame, { apps }: SecurityShown): Html {
  const { words } = frame;
  if (apps.length === 0) return html`<section><h2>${words.apps}</h2><p>${words.noApps}</p></section>`;
  return html`<section><h2>${words.apps}</h2><ul class="rows">${apps.map(({ token, app }) => html`<li>${app.name} <small>${token.scopes}</small><br>
<small>${token.usedAt === undefined ? words.neverUsed : html`${words.lastUsed} ${moment(token.usedAt)}`}</small>
${removal(frame, 'app', token.id)}</li>`)}</ul></section>`;
}
