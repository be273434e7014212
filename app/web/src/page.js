// Every page: forms that speak to the API, choosing in lists, and pages that bring themselves up to date.
import htmx from 'htmx.org';
import { answers } from './answers.js';
import { call, notify } from './api.js';
import { keptFilters } from './filters.js';
import { say } from './words.js';

window.htmx = htmx;

/** A form says where it goes and what is shown then; a button of it may say otherwise. */
async function send(form, pressed) {
  const buttons = [...form.querySelectorAll('button:not([type=button])')];
  const { api, then, opens, method = 'POST' } = { ...form.dataset, ...pressed?.dataset };
  buttons.forEach((one) => { one.disabled = true; });
  // One key for one intention: a second press, or a lost answer, does nothing twice.
  form.dataset.key ||= crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  try {
    const answer = await call(method, api, { json: answers(form), headers: { 'Idempotency-Key': form.dataset.key } });
    if (opens) window.open(opens, '_blank', 'noopener');
    if (!then) { location.reload(); return; }
    const made = await answer.json();
    if (made.code && made.number) sessionStorage.setItem('receipt', say(`已收件 ${made.number},申请人查询码 ${made.code}`, `received as ${made.number}; the applicant asks with ${made.code}`));
    location.assign(then.replace(/\{(\w+)\}/g, (_, name) => made[name] ?? ''));
  } catch (problem) {
    delete form.dataset.key;
    const fields = problem.document?.errors?.map((one) => one.message).join('；');
    notify(fields || problem.message, true);
    buttons.forEach((one) => { one.disabled = false; });
  }
}

async function claimChosen(form) {
  const tasks = [...form.querySelectorAll('[name=task]:checked')].map((box) => Number(box.value));
  const { results } = await (await call('POST', form.dataset.bulk, { json: { tasks } })).json();
  const lost = results.filter((one) => !one.ok);
  if (lost.length) sessionStorage.setItem('notice', lost.map((one) => one.problem.detail).join('；'));
  location.assign(lost.length === results.length ? location.href : '/inbox?tab=claimed');
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.api) { event.preventDefault(); send(form, event.submitter); }
  if (form.dataset.bulk) { event.preventDefault(); claimChosen(form).catch((problem) => notify(problem.message, true)); }
});

document.addEventListener('change', (event) => {
  const box = event.target;
  const bulk = box.closest('form[data-bulk]');
  if (bulk) {
    if ('all' in box.dataset) bulk.querySelectorAll('[name=task]').forEach((one) => { one.checked = box.checked; });
    bulk.querySelector('[data-needs-choice]').disabled = !bulk.querySelector('[name=task]:checked');
  }
  if (box.name === 'outcome' && box.dataset.needs !== undefined) {
    const form = box.form;
    for (const why of form.querySelectorAll('[data-why]')) {
      const needed = box.dataset.needs.split(' ').includes(why.dataset.why);
      why.hidden = !needed;
      Object.assign(why.querySelector('textarea'), { required: needed, disabled: !needed });
    }
    form.querySelectorAll('.phrases').forEach((one) => { one.hidden = one.dataset.for !== box.value; });
    form.querySelector('[data-preview]').hidden = !box.dataset.paper;
  }
  if ('proofs' in box.dataset) {
    const { proof } = box.selectedOptions[0].dataset;
    for (const field of box.form.querySelectorAll('[data-proof-field]')) {
      const needed = field.dataset.proofField === proof;
      field.hidden = !needed;
      Object.assign(field.querySelector('input'), { required: needed, disabled: !needed });
    }
  }
});

document.addEventListener('click', (event) => {
  const phrase = event.target.closest('[data-fill]');
  if (phrase) document.getElementById(phrase.dataset.fill).value = phrase.textContent;
});

/** A paper as it would be issued now, to be looked at; nothing is kept. */
async function preview(button) {
  const form = button.form;
  const { paper } = form.querySelector('[name=outcome]:checked').dataset;
  const { reasons = '', basis = '' } = answers(form);
  const answer = await call('POST', button.dataset.preview, { json: { kind: paper, facts: { reasons, basis } } });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = say(`样稿-${paper}.pdf`, `sample-${paper}.pdf`);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function keepDraft(button) {
  const { outcome, opinion, reasons, basis } = answers(button.form);
  await call('PUT', button.dataset.draft, { json: { form: { outcome, opinion, reasons, basis } } });
  notify(say('已暂存', 'the draft is kept'));
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-preview], [data-draft]');
  if (button) (button.dataset.draft ? keepDraft : preview)(button).catch((problem) => notify(problem.message, true));
  const tab = event.target.closest('#sides [role=tab]');
  if (tab) choose(tab);
});

function choose(tab) {
  document.getElementById('sides').dataset.tab = tab.dataset.tab;
  for (const one of tab.parentElement.children) { one.setAttribute('aria-selected', String(one === tab)); one.tabIndex = one === tab ? 0 : -1; }
}

document.addEventListener('keydown', (event) => {
  const move = { ArrowRight: 'nextElementSibling', ArrowLeft: 'previousElementSibling' }[event.key];
  const next = move && event.target.closest?.('#sides [role=tab]')?.[move];
  if (next) { next.focus(); choose(next); }
});

// A form that somebody is filling in is not taken from under their hands; what has moved is said instead.
document.addEventListener('htmx:oobBeforeSwap', (event) => {
  if (event.detail.target.id === 'live-sides' && document.activeElement?.closest('#live-sides form')) event.detail.shouldSwap = false;
});
document.addEventListener('htmx:oobAfterSwap', () => {
  const state = document.getElementById('state');
  const moved = document.getElementById('moved');
  if (moved && state) moved.hidden = state.dataset.seen.split('-')[0] === seen;
});
const seen = document.getElementById('state')?.dataset.seen?.split('-')[0];

document.addEventListener('htmx:configRequest', (event) => {
  const state = document.getElementById('state');
  if (event.target.id === 'live' && state) event.detail.parameters.seen = state.dataset.seen;
});

const told = sessionStorage.getItem('notice');
const receipt = sessionStorage.getItem('receipt');
if (receipt) { sessionStorage.removeItem('receipt'); notify(receipt, false, 60_000); }
if (told) { sessionStorage.removeItem('notice'); notify(told, true); }

setInterval(() => {
  const list = document.getElementById('list');
  if (list && !document.hidden && !list.querySelector('[type=checkbox]:checked')) htmx.trigger(list, 'refresh');
}, 30_000);

document.querySelectorAll('[name=outcome]:checked').forEach((one) => one.dispatchEvent(new Event('change', { bubbles: true })));
document.querySelectorAll('[data-kept]').forEach(keptFilters);
document.documentElement.dataset.ready = say('是', 'yes');
