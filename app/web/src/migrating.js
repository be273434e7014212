// Moving running cases: what would become of each, then the order itself, watched until it is done.
import { call, getJson, notify } from './api.js';
import { make } from './dom.js';
import { shown } from './moments.js';
import { say } from './words.js';

const state = JSON.parse(document.getElementById('state').textContent);
const base = `/api/v1/definitions/${encodeURIComponent(state.key)}/migrations`;
const form = document.getElementById('migrate');
const place = document.getElementById('preview');
const PACE = 700;
const KINDS = { promise: ['承诺时限', 'promise'], statutory: ['法定时限', 'law'], step: ['环节时限', 'limit of a step'], timer: ['定时器', 'timer'] };

const clock = (moment) => (moment ? shown(moment) : say('无', 'none'));

function wanted() {
  const to = Number(form.elements.to.value);
  const from = [...form.querySelectorAll('[name=from]:checked')].map((one) => Number(one.value)).filter((one) => one !== to);
  const pairs = document.getElementById('mapping').value.split('\n').map((line) => line.split('=').map((part) => part.trim())).filter(([old, now]) => old && now);
  return { to, from, mapping: Object.fromEntries(pairs), new_limits: document.getElementById('new_limits').checked };
}

async function look(order, cursor = 0) {
  return (await call('POST', `${base}?dry_run=true&limit=50&cursor=${cursor}`, { json: order })).json();
}

async function preview() {
  const order = wanted();
  if (!order.from.length) { notify(say('请选择要迁出的版本', 'choose the versions to move from'), true); return; }
  const seen = await look(order);
  const list = make('div', { class: 'cases' });
  const sums = { moves: 0, stays: 0 };
  const summary = make('p', { class: 'summary' });
  const more = make('button', { type: 'button', onclick: async () => add(await look(order, Number(more.dataset.cursor))) }, say('继续预览', 'Look at more'));
  const add = (part) => {
    for (const one of part.cases) { sums[one.moves ? 'moves' : 'stays'] += 1; list.insertBefore(row(one, order.to), one.moves ? null : list.querySelector(':scope > :not([open])')); }
    const looked = sums.moves + sums.stays;
    summary.replaceChildren(make('b', {}, say(`共 ${part.total} 件`, `${part.total} cases`)), ' ', make('span', { class: 'tag good' }, say(`可迁移 ${sums.moves}`, `${sums.moves} can move`)), ' ',
      make('span', { class: `tag ${sums.stays ? 'bad' : ''}` }, say(`不能迁移 ${sums.stays}`, `${sums.stays} cannot`)), looked < part.total ? say(`(已看 ${looked} 件)`, ` (${looked} looked at)`) : '');
    more.hidden = part.cursor === null;
    more.dataset.cursor = part.cursor ?? '';
  };
  add(seen);
  place.replaceChildren(make('div', { class: 'card' }, make('h2', {}, say('预览', 'Preview')), summary, ...remarks(seen), list, more, starter(order, sums)));
  place.dataset.shown = 'yes';
}

/** What concerns all cases: steps with another id, variables that no case has. */
function remarks(seen) {
  const said = [];
  for (const [version, names] of Object.entries(seen.mapping)) {
    for (const [old, now] of Object.entries(names)) said.push(make('p', { class: 'hint' }, say(`v${version} 的环节 ${old} 对应新版的 ${now}`, `step ${old} of v${version} is ${now} in the new version`)));
  }
  for (const [version, names] of Object.entries(seen.unknown)) {
    if (names.length) said.push(make('p', { class: 'problem' }, say(`新版要读取的 ${names.join('、')},v${version} 的办件没有`, `the new version reads ${names.join(', ')}, which cases of v${version} do not have`)));
  }
  return said;
}

function row(one, to) {
  const changed = one.deadlines.filter((due) => due.before !== due.after).length;
  const words = !one.moves ? say('不能迁移', 'cannot move') : changed ? say(`${changed} 个到期时刻变化`, `${changed} due moments change`) : say('到期时刻全部不变', 'every due moment stays');
  const why = one.reasons.map((each) => make('li', {}, nameOf(each.element), each.element ? ': ' : '', each.message));
  return make('details', { class: 'case-row', open: !one.moves }, make('summary', {}, make('span', { class: 'number' }, one.number), make('small', {}, `v${one.version} → v${to}`), make('span', { class: `tag ${one.moves ? (changed ? 'warn' : 'good') : 'bad'}` }, words)),
    why.length ? make('ul', {}, ...why) : '', make('div', { class: 'scroll' }, deadlines(one.deadlines)));
}

const nameOf = (element) => state.elements[element] || element || '';

function deadlines(found) {
  const rows = found.map((due) => make('tr', {}, make('td', {}, say(...KINDS[due.kind])), make('td', {}, due.name || nameOf(due.element)), make('td', {}, state.departments[due.department] ?? due.department), make('td', {}, clock(due.before)),
    make('td', {}, due.before === due.after ? make('span', { class: 'muted' }, say('不变', 'stays')) : make('b', {}, clock(due.after)))));
  const heads = [say('时限', 'Limit'), say('环节', 'Step'), say('部门', 'Department'), say('迁移前到期', 'Due before'), say('迁移后到期', 'Due after')];
  return make('table', { class: 'plain-table' }, make('thead', {}, make('tr', {}, ...heads.map((head) => make('th', {}, head)))), make('tbody', {}, ...rows));
}

function starter(order, sums) {
  const reason = make('textarea', { id: 'reason', rows: 2, required: true });
  const start = make('button', { type: 'submit', class: 'primary' }, say('开始迁移', 'Move them'));
  const asked = make('form', {}, make('label', { for: 'reason' }, say('迁移理由(记入每件办件的台账)', 'Why (goes into the ledger of every case)')), reason, make('p', { class: 'hint' }, say('不能迁移的办件原样留在旧版本上。可随时停止,已迁移的不退回。', 'What cannot move stays whole on its version. It can be stopped at any time; what has moved stays moved.')), make('div', { class: 'under' }, start));
  asked.addEventListener('submit', async (event) => {
    event.preventDefault();
    start.disabled = true;
    try {
      const made = await (await call('POST', base, { json: { ...order, reason: reason.value } })).json();
      place.replaceChildren();
      const orders = document.getElementById('orders');
      orders.querySelector(':scope > p')?.remove();
      const article = make('article', { class: 'order', 'data-order': made.id, 'data-status': made.status }, make('p', {}, make('b', {}, say(`迁移 ${made.id}`, `Order ${made.id}`)), ` → v${made.to}`), make('p', { class: 'muted' }, made.reason), make('div', { class: 'progress' }));
      orders.prepend(article);
      article.scrollIntoView({ block: 'nearest' });
      watch(article, made);
    } catch (problem) { notify(problem.message, true); start.disabled = false; }
  });
  return sums.moves ? asked : make('p', { class: 'hint' }, say('没有可以迁移的办件。', 'No case can be moved.'));
}

const STATUS = { running: ['进行中', 'running', 'warn'], stopped: ['已停止', 'stopped', 'bad'], done: ['已完成', 'done', 'good'] };

function draw(article, order) {
  const [zh, en, look] = STATUS[order.status];
  const looked = order.moved + order.kept;
  const switching = { running: ['stop', '停止', 'Stop'], stopped: ['resume', '继续', 'Carry on'] }[order.status];
  const button = switching && form ? make('button', { class: 'small', onclick: () => turn(article, order.id, switching[0]) }, say(switching[1], switching[2])) : '';
  const kept = order.kept ? make('details', { class: 'more', ontoggle: (event) => { if (event.target.open) left(event.target, order.id); } }, make('summary', {}, say(`留在原版本的 ${order.kept} 件及原因`, `${order.kept} cases left, and why`))) : '';
  article.dataset.status = order.status;
  article.querySelector('.progress').replaceChildren(
    make('div', { class: 'line' }, make('progress', { max: Math.max(order.total, 1), value: order.status === 'done' ? Math.max(order.total, 1) : looked, 'aria-label': say('进度', 'progress') }), make('span', { class: `tag ${look}` }, say(zh, en)),
      make('span', { role: 'status' }, say(`已迁移 ${order.moved} 件,留下 ${order.kept} 件,共 ${order.total} 件`, `${order.moved} moved, ${order.kept} left, of ${order.total}`)), button), kept);
}

async function turn(article, number, how) {
  try { watch(article, await (await call('POST', `${base}/${number}/${how}`)).json()); } catch (problem) { notify(problem.message, true); }
}

async function left(details, number) {
  if (details.querySelector('ul')) return;
  const { items } = await getJson(`${base}/${number}/cases?moved=false&limit=200`);
  details.append(make('ul', { class: 'plain-list' }, ...items.map((one) => make('li', {}, make('span', { class: 'number' }, one.number), ` v${one.from_version}: `, one.reasons.map((each) => [nameOf(each.element), each.message].filter(Boolean).join(': ')).join('；')))));
}

function watch(article, order) {
  draw(article, order);
  if (order.status !== 'running') return;
  setTimeout(async () => {
    try { watch(article, await getJson(`${base}/${order.id}`)); } catch (problem) { notify(problem.message, true); }
  }, PACE);
}

form?.addEventListener('submit', (event) => { event.preventDefault(); preview().catch((problem) => notify(problem.message, true)); });
form?.addEventListener('change', () => place.replaceChildren());
for (const article of document.querySelectorAll('[data-order]')) getJson(`${base}/${article.dataset.order}`).then((order) => watch(article, order), (problem) => notify(problem.message, true));
