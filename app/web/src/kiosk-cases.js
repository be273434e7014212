// One's own case: how far it has come, its papers to be printed again, and how satisfied one was.
import { make } from './dom.js';
import { own } from './kiosk-own.js';
import { print } from './kiosk-print.js';
import { HERE, ask, button, show, tell } from './kiosk-stage.js';
import { shown } from './moments.js';
import { say } from './words.js';

const words = (part) => JSON.parse(document.documentElement.dataset[part]);
const said = (part, code) => say(...(words(part)[code] ?? [code, code]));
const LEVELS = [['非常满意', 'Very satisfied'], ['满意', 'Satisfied'], ['基本满意', 'Fairly satisfied'], ['不满意', 'Dissatisfied'], ['非常不满意', 'Very dissatisfied']];

const WHERE = () => say('编号和查询码印在回执和每份文书上，也可扫文书上的二维码。', 'Number and code are on the receipt and on every paper; the QR code there can be scanned.');

export const progress = () => own(say('办件进度', 'How far is my case'), WHERE(), look);
export const papers = () => own(say('打印文书', 'Print my papers'), WHERE(), look);
export const rating = () => own(say('办结评价', 'Rate a finished case'), WHERE(), look);

async function look(number, code) {
  const query = `?code=${encodeURIComponent(code)}`;
  const found = await ask(`/cases/${encodeURIComponent(number)}${query}`);
  show(found.item_name, [
    make('p', { class: 'facts-line' }, make('span', { class: 'big-number' }, found.number), make('span', {}, found.applicant), make('span', { class: 'tag' }, said('statuses', found.status))),
    make('ol', { class: 'stages' }, ...found.stages.map(stage)),
    due(found),
    ...wanted(found),
    make('h2', {}, say('文书', 'Papers')),
    make('ul', { class: 'rows' }, ...(found.notices.length ? found.notices.map((one) => paper(found.number, one, query)) : [make('li', {}, say('暂无文书', 'None yet'))])),
    ...(found.ended_at ? rate(found.number, code) : []),
  ].filter(Boolean), { name: 'case' });
}

const MARKS = { done: '✓', stopped: '×', current: '●', waiting: '○' };
function stage(one) {
  const now = one.state === 'current' ? { 'aria-current': 'step' } : {};
  return make('li', { class: one.state, ...now }, make('span', { class: 'dot', 'aria-hidden': 'true' }, MARKS[one.state]), make('b', {}, say(one.name, words('stages')[one.stage])), make('small', {}, one.at ? shown(one.at).slice(0, 10) : ''));
}

function due(found) {
  if (!found.due_at) return null;
  const left = found.days_left === null ? '' : say(`(剩 ${found.days_left} 个工作日)`, ` (${found.days_left} working days left)`);
  return make('p', { class: 'due' }, say('承诺办结：', 'Promised by: '), make('b', {}, shown(found.due_at)), found.ended_at ? '' : left);
}

function wanted(found) {
  if (!found.clock.wanted.length) return [];
  return [make('p', { class: 'banner' }, say('请补交：', 'Please hand in: '), found.clock.wanted.map((one) => one.name).join(say('、', ', ')))];
}

function paper(number, one, query) {
  const address = `${HERE}/cases/${encodeURIComponent(number)}/notices/${encodeURIComponent(one.number)}.pdf${query}`;
  return make('li', {}, make('span', {}, make('b', {}, said('papers', one.kind)), make('small', {}, `${one.number} · ${shown(one.at)}`)),
    button(say('打印', 'Print'), async () => { await print(address); tell(say('正在打印，请取走文书', 'It is being printed; take it with you')); }));
}

function rate(number, code) {
  const levels = LEVELS.map(([zh, en], index) => button(say(zh, en), async () => {
    await ask(`/cases/${encodeURIComponent(number)}/rating`, { code, level: index + 1 });
    show(say('感谢您的评价', 'Thank you'), [make('p', { class: 'given-where' }, say(zh, en))], { name: 'rated' });
  }));
  return [make('h2', {}, say('您是否满意？', 'Were you satisfied?')), make('div', { class: 'levels' }, ...levels)];
}
