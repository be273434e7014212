// The stage of a terminal: what is shown now, and nothing of what was shown before.
import { call } from './api.js';
import { make } from './dom.js';
import { forgetPapers } from './kiosk-print.js';
import { say } from './words.js';

export const HERE = '/api/v1/kiosk';
const stage = document.getElementById('stage');
const said = document.getElementById('said');
const back = document.getElementById('back');
let turn = 0;
let keys = {};
let before = null;

/** Another screen takes the place of this one.  earlier: the screen to which the way back leads. */
export function show(title, inside, { earlier = null, name = '' } = {}) {
  turn += 1;
  keys = {};
  before = earlier;
  forgetPapers();
  said.replaceChildren();
  const heading = make('h1', { tabindex: '-1' }, title);
  stage.dataset.screen = name;
  stage.setAttribute('aria-busy', 'false'); // whatever is still under way is for a screen that is gone
  stage.replaceChildren(heading, ...inside);
  stage.scrollTop = 0;
  back.hidden = !earlier;
  heading.focus();
}

back.addEventListener('click', () => before?.());

/** Something is said beside what is shown, until something else is done. */
export function tell(words) {
  said.replaceChildren(make('p', {}, words));
}

/** A button that does one thing at a time; what stands in the way is said. */
export function button(words, act, attributes = {}) {
  const made = make('button', { type: 'button', ...attributes, onclick: () => once(act) }, ...[words].flat());
  return made;
}

/** Do something unless something else is under way. */
export async function once(act) {
  if (stage.getAttribute('aria-busy') === 'true') return;
  const mine = turn;
  stage.setAttribute('aria-busy', 'true');
  said.replaceChildren();
  try {
    await act();
  } catch (problem) {
    const fields = problem.document?.errors?.map((one) => one.message).join('；');
    if (mine === turn) tell(fields || problem.message);
  } finally {
    if (mine === turn) stage.setAttribute('aria-busy', 'false');
  }
}

/** Ask the server.  An answer that comes after the screen was left is kept from it. */
export async function ask(path, json) {
  const mine = turn;
  const headers = {};
  // One key for one intention: a second press after a lost answer gives out nothing twice.
  if (json) headers['Idempotency-Key'] = keys[path + JSON.stringify(json)] ??= crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  const answer = await (await call(json ? 'POST' : 'GET', HERE + path, { json, headers })).json();
  if (mine !== turn) throw new Error(say('已返回首页', 'back at the start'));
  return answer;
}
