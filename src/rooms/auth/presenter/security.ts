/** The page of one's own ways in: password, mailbox, codes, passkeys, browsers, apps. */

import { html } from '#kit/html.ts';
import type { Html } from '#kit/html.ts';
import type { App, Passkey, Session, Token } from '../types.ts';
import { unconfirmedNote } from './entry.ts';
import { alert, field, hidden, notice, renderPage } from './layout.ts';
import type { Frame, Problem } from './layout.ts';
import { browserName, scopeInWords } from './words.ts';

/** The forms of the page that ask for something. */
export type FormName = 'password' | 'email' | 'totp' | 'delete';

export interface SecurityShown {
  readonly username: string;
  readonly email: string;
  readonly confirmed: boolean;
  /** Whether a new address is proven by a mail. */
  readonly mailed: boolean;
  readonly sessionId: number;
  readonly totp: 'off' | 'on' | { /** SVG in base64. */ readonly picture: string; readonly secret: string };
  readonly recoveryCodes: number;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly Session[];
  readonly apps: readonly { token: Token; app: App }[];
  readonly notice?: string | undefined;
  readonly problem?: Problem;
  /** Where on the page the problem belongs; at its top without one. */
  readonly form?: FormName | undefined;
  /** What was typed as a new address. */
  readonly newEmail?: string | undefined;
  readonly freshCodes?: readonly string[];
}

export function renderSecurity(frame: Frame, shown: SecurityShown): string {
  const { words } = frame;
  const lost = shown.problem?.text !== undefined && shown.form === undefined;
  return renderPage(frame, words.securityTitle, html`<p>${words.signedInAs(shown.username)}</p>
${!shown.confirmed && unconfirmedNote(frame, shown.email)}
${notice(shown.notice)}${lost && alert(shown.problem?.text)}
${shown.freshCodes && html`<section><h2>${words.recoveryTitle}</h2><p>${words.recovery}</p>
<ul class="codes">${shown.freshCodes.map((code) => html`<li><code>${code}</code></li>`)}</ul></section>`}
${passwordPart(frame, shown)}
${emailPart(frame, shown)}
<section id="codes"><h2>${words.twoFactor}</h2>${totpPart(frame, shown)}</section>
${passkeyPart(frame, shown)}
${sessionPart(frame, shown)}
${appPart(frame, shown)}
<section id="data"><p><a href="/settings/data${frame.carry}">${words.yourData}</a></p></section>
${deletePart(frame, shown)}
<form method="post" action="/auth/sign_out">${hidden(frame)}<button>${words.signOut}</button></form>`, { scripted: true, back: { address: `/settings${frame.carry}`, label: words.settings } });
}

/** A form behind its name: opens without script, and stands open where something in it is wrong. */
const fold = (name: string, open: boolean, form: Html): Html => html`<details ${open && html`open`}><summary>${name}</summary>${form}</details>`;

const problemAt = (shown: SecurityShown, form: FormName): Problem | undefined => (shown.form === form ? shown.problem : undefined);

/** The password one has: every form that changes a way in asks for it. */
const ownPassword = (frame: Frame, form: string, problem?: Problem): Html => field(frame, {
  form, name: 'current_password', label: frame.words.currentPassword, type: 'password', complete: 'current-password',
}, problem);

function passwordPart(frame: Frame, shown: SecurityShown): Html {
  const { words } = frame;
  const problem = problemAt(shown, 'password');
  return html`<section id="password"><h2>${words.changePassword}</h2><p>${words.changePasswordNote}</p>
${fold(words.change, problem !== undefined, html`${alert(problem?.text)}
<form method="post" action="/settings/security/password#password">${hidden(frame)}
<input type="hidden" name="username" value="${shown.username}" autocomplete="username">
${ownPassword(frame, 'password', problem)}
${field(frame, { form: 'new', name: 'password', label: words.newPassword, type: 'password', hint: words.passwordHint, complete: 'new-password' }, problem)}
<button class="next">${words.save}</button></form>`)}</section>`;
}

function emailPart(frame: Frame, shown: SecurityShown): Html {
  const { words } = frame;
  const problem = problemAt(shown, 'email');
  const note = shown.mailed ? words.changeEmailNote(shown.email) : words.changeEmailPlain(shown.email);
  return html`<section id="email"><h2>${words.changeEmail}</h2><p>${note}</p>
${fold(words.change, problem !== undefined, html`${alert(problem?.text)}
<form method="post" action="/settings/security/email#email">${hidden(frame)}
${field(frame, { form: 'new', name: 'email', label: words.newEmail, type: 'email', value: shown.newEmail, complete: 'email' }, problem)}
${ownPassword(frame, 'email', problem)}
<button class="next">${words.save}</button></form>`)}</section>`;
}

function deletePart(frame: Frame, shown: SecurityShown): Html {
  const { words } = frame;
  const problem = problemAt(shown, 'delete');
  return html`<section id="delete"><h2>${words.deleteTitle}</h2><p>${words.deleteNote}</p>
${fold(words.deleteTitle, problem !== undefined, html`${alert(problem?.text)}
<form method="post" action="/settings/security/delete#delete">${hidden(frame)}${ownPassword(frame, 'delete', problem)}
<button>${words.deleteButton}</button></form>`)}</section>`;
}

function totpPart(frame: Frame, shown: SecurityShown): Html {
  const { words } = frame;
  const { totp, recoveryCodes } = shown;
  const problem = problemAt(shown, 'totp');
  if (totp === 'on') {
    return html`<p>${words.twoFactorOn(recoveryCodes)}</p>
${fold(words.turnOff, problem !== undefined, html`${alert(problem?.text)}
<form method="post" action="/settings/security/totp/off#codes">${hidden(frame)}${ownPassword(frame, 'totp', problem)}<button class="next">${words.turnOff}</button></form>`)}`;
  }
  if (totp === 'off') {
    return html`<p>${words.twoFactorOff}</p>
${fold(words.turnOn, problem !== undefined, html`${alert(problem?.text)}
<form method="post" action="/settings/security/totp/draft#codes">${hidden(frame)}${ownPassword(frame, 'totp', problem)}<button class="next">${words.turnOn}</button></form>`)}`;
  }
  return html`<p>${words.scan}</p><p><img class="scan" src="data:image/svg+xml;base64,${totp.picture}" alt="${words.scanPicture}" width="220" height="220"></p>
<p>${words.scanText}</p><p><code class="code">${totp.secret}</code></p>${alert(problem?.text)}
<form method="post" action="/settings/security/totp/on#codes">${hidden(frame)}
${field(frame, { name: 'code', label: words.codeFirst, complete: 'one-time-code' }, problem)}<button class="next">${words.turnOn}</button></form>`;
}

const moment = (time: Date): Html => html`<time datetime="${time.toISOString()}">${time.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;

/** One thing that can be taken away: what it is and since when, and the button beside it, named after the thing. */
function row(frame: Frame, thing: { name: string; facts: Html; kind: 'passkey' | 'session' | 'app'; id: number; own?: boolean }): Html {
  const { words } = frame;
  const removal = html`<form method="post" action="/settings/security/revoke">${hidden(frame, { kind: thing.kind, id: String(thing.id) })}
<button aria-label="${`${words.remove}: ${thing.name}`}">${words.remove}</button></form>`;
  return html`<li class="${thing.own === true ? 'live' : ''}"><div><strong>${thing.name}</strong><br><small>${thing.facts}</small></div>${thing.own === true ? html`<small>${words.thisBrowser}</small>` : removal}</li>`;
}

function passkeyPart(frame: Frame, { passkeys }: SecurityShown): Html {
  const { words } = frame;
  return html`<section id="passkeys"><h2>${words.passkeys}</h2><p>${words.passkeysNote}</p>
${passkeys.length > 0 && html`<ul class="rows rail">${passkeys.map((one) => row(frame, {
    name: one.name, kind: 'passkey', id: one.id,
    facts: one.lastUsedAt === undefined ? html`${words.added} ${moment(one.createdAt)}` : html`${words.lastUsed} ${moment(one.lastUsedAt)}`,
  }))}</ul>`}
<noscript><p class="hint">${words.passkeyScript}</p></noscript>
<div id="passkey-part" hidden>${fold(words.passkeyAdd, false, html`
<form id="passkey-add" data-token="${frame.formToken}" data-lang="${frame.language}" data-failed="${words.passkeyFailed}">
${field(frame, { form: 'passkey', name: 'name', label: words.passkeyName, value: words.passkeyPreset })}
${ownPassword(frame, 'passkey')}
<button class="next">${words.passkeyAdd}</button></form>`)}</div></section>`;
}

function sessionPart(frame: Frame, { sessions, sessionId }: SecurityShown): Html {
  const { words } = frame;
  return html`<section id="browsers"><h2>${words.browsers}</h2><ul class="rows rail">${sessions.map((one) => row(frame, {
    name: browserName(words, one.browser), kind: 'session', id: one.id, own: one.id === sessionId,
    facts: html`${words.lastUsed} ${moment(one.seenAt)}`,
  }))}</ul>
${sessions.length > 1 && html`<form method="post" action="/settings/security/others#browsers">${hidden(frame)}<button>${words.othersOut}</button></form>`}</section>`;
}

function appPart(frame: Frame, { apps }: SecurityShown): Html {
  const { words } = frame;
  if (apps.length === 0) return html`<section id="apps"><h2>${words.apps}</h2><p>${words.noApps}</p></section>`;
  return html`<section id="apps"><h2>${words.apps}</h2><ul class="rows rail">${apps.map(({ token, app }) => row(frame, {
    name: app.name, kind: 'app', id: token.id,
    facts: html`${token.usedAt === undefined ? words.neverUsed : html`${words.lastUsed} ${moment(token.usedAt)}`}<br>${
      token.scopes.split(' ').map((scope, at) => html`${at > 0 && ' · '}${scopeInWords(words, scope)}`)}`,
  }))}</ul></section>`;
}
