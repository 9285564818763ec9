/** The page of what one brings and takes along. Its script shows how far it is; without, a link reads it again. */

import type { Frame } from '#auth';
import { html } from '#kit/html.ts';
import type { Html, HtmlValue } from '#kit/html.ts';
import { renderShell } from '#kit/shell.ts';
import { messagesIn } from '../messages.ts';
import { LISTS } from '../types.ts';
import type { Task } from '../types.ts';

export const PAGE_PATH = '/settings/data';
export const SCRIPT_PATH = '/assets/progress.js';

const isRunning = ({ state }: Task): boolean => state === 'running';

/** A form that proves where it comes from. `files`: it carries files. */
function renderForm(frame: Frame, action: string, inside: Html, files = false): Html {
  return html`<form method="post" action="${action}" ${files && html`enctype="multipart/form-data"`}>
<input type="hidden" name="form_token" value="${frame.formToken}"><input type="hidden" name="lang" value="${frame.language}">${inside}</form>`;
}

interface Shown {
  readonly tasks: readonly Task[];
  readonly notice?: string | undefined;
  readonly problem?: string | undefined;
}

export function renderData(frame: Frame, { tasks, notice, problem }: Shown): string {
  const { language, look, title, otherAddress, carry } = frame;
  const words = messagesIn(language);
  return renderShell({
    language, look, title, otherAddress, carry, ...(tasks.some(isRunning) && { script: SCRIPT_PATH }), heading: words.title, back: { address: `/settings${carry}`, label: words.settings },
    body: html`${notice !== undefined && html`<p role="status">${notice}</p>`}${problem !== undefined && html`<p role="alert">${problem}</p>`}
${tasks.length > 0 && taskPart(frame, tasks)}
<section><h2>${words.take}</h2><p>${words.takeNote}</p>
<ul>${LISTS.map((kind) => html`<li><a href="${PAGE_PATH}/${kind}.csv" download>${words.kinds[kind]}</a></li>`)}</ul></section>
<section><h2>${words.archive}</h2><p>${words.archiveNote}</p>
${renderForm(frame, `${PAGE_PATH}/archive`, html`<button>${words.archiveAsk}</button>`)}</section>
${bringPart(frame)}
${twitterPart(frame)}`,
  });
}

function bringPart(frame: Frame): Html {
  const words = messagesIn(frame.language);
  const choose = (name: string, value: string, label: string, checked: boolean): Html =>
    html`<label><input type="radio" name="${name}" value="${value}" ${checked && html`checked`}> ${label}</label>`;
  return html`<section><h2>${words.bring}</h2><p>${words.bringNote}</p>
${renderForm(frame, `${PAGE_PATH}/import`, html`<label for="kind">${words.kind}</label>
<select id="kind" name="kind">${LISTS.map((kind) => html`<option value="${kind}">${words.kinds[kind]}</option>`)}</select>
<label for="file">${words.file}</label><small class="hint" id="file-hint">${words.fileNote}</small>
<input type="file" id="file" name="file" accept=".csv,text/csv" aria-describedby="file-hint" required>
<fieldset><legend>${words.mode}</legend>${choose('mode', 'merge', words.merge, true)}${choose('mode', 'overwrite', words.overwrite, false)}</fieldset>
<button class="next">${words.send}</button>`, true)}</section>`;
}

function twitterPart(frame: Frame): Html {
  const words = messagesIn(frame.language);
  return html`<section><h2>${words.twitter}</h2><p>${words.twitterNote}</p>
${renderForm(frame, `${PAGE_PATH}/twitter`, html`<label for="tweets">${words.file}</label>
<input type="file" id="tweets" name="file" accept=".js,.zip" required>
<label for="visibility">${words.visibility}</label>
<select id="visibility" name="visibility"><option value="public">${words.public}</option><option value="unlisted">${words.unlisted}</option><option value="followers">${words.followers}</option></select>
<button>${words.twitterSend}</button>`, true)}</section>`;
}

function taskPart(frame: Frame, tasks: readonly Task[]): Html {
  const words = messagesIn(frame.language);
  return html`<p class="unseen" id="said" role="status"></p><section id="tasks" tabindex="-1" data-words="${words.running('{done}', '{total}')}"><h2>${words.tasks}</h2>
${tasks.some(isRunning) && html`<p data-again><a href="${PAGE_PATH}${frame.carry}">${words.again}</a></p>`}
<ul class="rows rail">${tasks.map((task) => html`<li data-task="${task.id}" data-state="${task.state}" ${isRunning(task) && html`class="live"`}>
<div><span data-said><strong>${words.kinds[task.kind]}</strong> <small data-words-of>${stateOf(frame, task)}</small></span>
${isRunning(task) && task.total > 0 && html`<progress max="${task.total}" value="${task.done}" aria-label="${words.kinds[task.kind]}">${words.running(task.done, task.total)}</progress>`}
${task.file !== undefined && html`<p><a class="button" href="${PAGE_PATH}/archive/${task.id}.zip">${words.archiveFetch}</a></p>`}
${notesOf(frame, task)}</div>
${isRunning(task) && renderForm(frame, `${PAGE_PATH}/stop`, html`<input type="hidden" name="id" value="${task.id}"><button>${words.stop}</button>`)}</li>`)}</ul></section>`;
}

function stateOf(frame: Frame, task: Task): string {
  const words = messagesIn(frame.language);
  if (task.state === 'running') return task.kind === 'archive' ? words.making : words.running(task.done, task.total);
  return task.state === 'done' ? words.done(task.done, task.failed) : words.cancelled(task.done);
}

function notesOf(frame: Frame, task: Task): HtmlValue {
  const words = messagesIn(frame.language);
  if (task.notes.length === 0) return undefined;
  const counts = Object.entries(task.gaps).map(([reason, count]) => html`<li>${count} × ${words.reasons[reason] ?? reason}</li>`);
  return html`<details><summary>${words.why}</summary><ul>${counts}</ul><ul>${task.notes.map(({ line, text, reason }) =>
    html`<li>${line > 0 && html`${words.line(line)}: `}<code>${text}</code> · ${words.reasons[reason] ?? reason}</li>`)}</ul></details>`;
}
