/** The pages in front of the door: sign-in, sign-up, lost passwords. */

import { html } from '#kit/html.ts';
import type { HtmlValue } from '#kit/html.ts';
import { alert, field, hidden, notice, renderPage } from './layout.ts';
import type { Frame, Problem } from './layout.ts';

/** What is said to somebody who may not act before their mailbox is proven. */
export const unconfirmedNote = (frame: Frame, email: string | undefined): HtmlValue => email !== undefined && html`
<p role="status">${frame.words.unconfirmed(email)} <a href="/auth/confirm/again${frame.carry}">${frame.words.again}</a></p>`;

export function renderSignIn(frame: Frame, form: { name: string | undefined; returnTo: string | undefined; problem?: string; notice?: string }): string {
  const { words, carry } = frame;
  return renderPage(frame, words.signIn, html`${notice(form.notice)}${alert(form.problem)}
<form method="post" action="/auth/sign_in">${hidden(frame, { return_to: form.returnTo })}
${field(frame, { name: 'username', label: words.nameOrEmail, value: form.name, complete: 'username' })}
${field(frame, { name: 'password', label: words.password, type: 'password', complete: 'current-password' })}
<button class="next">${words.signIn}</button></form>
<div id="passkey-sign-in" hidden data-token="${frame.formToken}" data-lang="${frame.language}" data-return="${form.returnTo ?? '/'}" data-failed="${words.passkeyFailed}">
<button type="button">${words.passkeySignIn}</button></div>
<p><a href="/auth/password/forgot${carry}">${words.forgotten}</a></p><p><a href="/auth/sign_up${carry}">${words.signUp}</a></p>`, { scripted: true });
}

export interface SignUpForm {
  readonly mode: 'open' | 'approval' | 'invite' | 'closed';
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly reason?: string | undefined;
  readonly invite?: string | undefined;
  readonly agreed?: boolean;
  readonly problem?: Problem;
}

/** The sentence with links to what is agreed to. */
function agreement(frame: Frame): HtmlValue {
  const [before, rules, between, privacy, after] = frame.words.agreement;
  return html`${before}<a href="/about#rules">${rules}</a>${between}<a href="/privacy-policy">${privacy}</a>${after}`;
}

export function renderSignUp(frame: Frame, form: SignUpForm): string {
  const { words } = frame;
  if (form.mode === 'closed') return renderPage(frame, words.signUp, html`<p>${words.signUpClosed}</p>`);
  const { problem } = form;
  return renderPage(frame, words.signUp, html`${alert(problem?.text)}
<form method="post" action="/auth/sign_up">${hidden(frame)}
${form.mode === 'invite' && html`<p>${words.signUpInvite}</p>${field(frame, { name: 'invite_code', label: words.invite, value: form.invite }, problem)}`}
${memberFields(frame, form)}
${form.mode === 'approval' && field(frame, { name: 'reason', label: words.reason, value: form.reason }, problem)}
<p class="field"><label><input type="checkbox" name="agreement" value="true" required ${form.agreed === true && html`checked`}> ${agreement(frame)}</label>
${problem?.details?.['agreement'] && html`<span class="mistake">${words.problems['ERR_ACCEPTED']}</span>`}</p>
<button class="next">${words.signUp}</button></form>`);
}

const memberFields = (frame: Frame, form: { username?: string | undefined; email?: string | undefined; problem?: Problem }) => html`
${field(frame, { name: 'username', label: frame.words.username, value: form.username, hint: frame.words.usernameHint, complete: 'username' }, form.problem)}
${field(frame, { name: 'email', label: frame.words.email, type: 'email', value: form.email, complete: 'email' }, form.problem)}
${field(frame, { name: 'password', label: frame.words.password, type: 'password', hint: frame.words.passwordHint, complete: 'new-password' }, form.problem)}`;

export function renderSetup(frame: Frame, form: { token: string; username?: string | undefined; email?: string | undefined; problem?: Problem }): string {
  return renderPage(frame, frame.words.setupTitle, html`${alert(form.problem?.text)}
<form method="post" action="/auth/setup">${hidden(frame, { token: form.token })}${memberFields(frame, form)}
<button class="next">${frame.words.signUp}</button></form>`);
}

/** Asks for a mail with a link: for a lost password, or to confirm a mailbox. */
export function renderAsk(frame: Frame, purpose: 'reset' | 'confirm', mailed: boolean): string {
  const { words } = frame;
  const [heading, action, none] = purpose === 'reset'
    ? [words.forgotTitle, '/auth/password/forgot', words.forgotNoMail] as const
    : [words.againTitle, '/auth/confirm/again', words.againNoMail] as const;
  const form = html`<form method="post" action="${action}">${hidden(frame)}
${field(frame, { name: 'username', label: words.nameOrEmail, complete: 'username' })}<button class="next">${words.send}</button></form>`;
  return renderPage(frame, heading, mailed ? form : html`<p>${none}</p>`);
}

export function renderReset(frame: Frame, token: string, problem?: Problem): string {
  const { words } = frame;
  return renderPage(frame, words.resetTitle, html`<form method="post" action="/auth/password/reset">${hidden(frame, { token })}
${field(frame, { name: 'password', label: words.newPassword, type: 'password', hint: words.passwordHint, complete: 'new-password' }, problem)}
<button class="next">${words.save}</button></form>`);
}

export function renderConfirm(frame: Frame, token: string): string {
  const { words } = frame;
  return renderPage(frame, words.confirmTitle, html`<form method="post" action="/auth/confirm">${hidden(frame, { token })}
<button class="next">${words.confirm}</button></form>`);
}

export function renderTwoFactor(frame: Frame, form: { returnTo: string | undefined; problem?: string }): string {
  const { words } = frame;
  return renderPage(frame, words.codeTitle, html`${alert(form.problem)}
<form method="post" action="/auth/two_factor">${hidden(frame, { return_to: form.returnTo })}
${field(frame, { name: 'code', label: words.code, complete: 'one-time-code' })}<button class="next">${words.continue}</button></form>`);
}

/** A page that says one thing and leads on. */
export function renderSaying(frame: Frame, heading: string, text: string | readonly string[], onward?: { address: string; label: string }): string {
  const link = onward ?? { address: `/${frame.carry}`, label: frame.words.home };
  return renderPage(frame, heading, html`${[text].flat().map((one) => html`<p>${one}</p>`)}<p><a class="button" href="${link.address}">${link.label}</a></p>`);
}
