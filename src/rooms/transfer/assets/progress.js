// How far that is which one brings or takes along. The page says it without script, too, and has a link to read it again.
const PAUSE_MS = 1500;
const LONGEST_PAUSE_MS = 30_000;
const LIST = 'tasks';

let pause = PAUSE_MS;
const list = () => document.getElementById(LIST);
const rows = () => [...list().querySelectorAll('[data-task]')];

/** One goes on: its figures, in the words that the page has for them. */
function advance(row, { done, total }) {
  const words = list().dataset.words.replace('{done}', done).replace('{total}', total);
  const bar = row.querySelector('progress');
  Object.assign(bar, { max: total, value: done, textContent: words });
  row.querySelector('[data-words-of]').textContent = words;
}

/** This page as the server writes it now: read by the browser itself, so that no text becomes markup here. */
function readPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('GET', location.href.split('#')[0]);
    request.responseType = 'document';
    request.addEventListener('loadend', () => (request.status === 200 ? resolve(request.response) : reject(new Error(String(request.status)))));
    request.send();
  });
}

/** One has ended, or is new: the list as the server writes it, with what was opened open, and said aloud. */
async function renew() {
  const fresh = (await readPage()).getElementById(LIST);
  if (fresh === null) return;
  const before = rows();
  const isHeld = list().contains(document.activeElement);
  list().replaceWith(document.importNode(fresh, true));
  for (const row of rows()) {
    const was = before.find(({ dataset }) => dataset.task === row.dataset.task);
    const details = row.querySelector('details');
    if (details !== null) details.open = was?.querySelector('details')?.open === true;
    if (was !== undefined && was.dataset.state !== row.dataset.state) document.getElementById('said').textContent = row.querySelector('[data-said]').textContent;
  }
  if (isHeld) list().focus();
  begin();
}

async function look() {
  const answer = await fetch('/api/v1/imports', { headers: { Authorization: 'Session' } });
  if (!answer.ok) throw new Error(answer.status);
  const tasks = await answer.json();
  const shown = rows();
  // A bar comes with the first figures.
  const isOther = (task, row) => row === undefined || row.dataset.state !== task.state || (task.state === 'running' && task.total > 0 && row.querySelector('progress') === null);
  const pairs = tasks.map((task) => [task, shown.find(({ dataset }) => dataset.task === task.id)]);
  if (pairs.some(([task, row]) => isOther(task, row))) return renew();
  for (const [task, row] of pairs) if (task.state === 'running' && task.total > 0) advance(row, task);
}

const isRunning = () => rows().some(({ dataset }) => dataset.state === 'running');

async function go() {
  try {
    if (document.visibilityState === 'visible') await look();
    pause = PAUSE_MS;
  } catch {
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  }
  if (isRunning()) setTimeout(go, pause);
}

/** What is for those without script steps back. */
function begin() {
  const again = list().querySelector('[data-again]');
  if (again !== null) again.hidden = true;
}

if (list() !== null && isRunning()) {
  begin();
  setTimeout(go, PAUSE_MS);
}
