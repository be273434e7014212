// The deadline in words and as a bar: what each step takes, the sum against promise and law.
import { make } from './dom.js';
import { say } from './words.js';

const BY = {
  timer: ['定时器中断', 'a timer interrupts'],
  limit: ['环节承诺时限', 'the limit of the step'],
  before: ['受理之前,不计', 'before acceptance, not counted'],
  external: ['外部机构,不计', 'an outside body, not counted'],
  own: ['自有时钟,不计', 'on its own clock, not counted'],
};
const STRENGTH = {
  bounded: ['good', '有界', 'bounded', '无论人如何办理,都不会超过承诺时限。', 'Whatever people do, the promise is not exceeded.'],
  kept: ['good', '可守', 'kept', '只要各环节守住自己的时限,就不会超过承诺;超过时必亮灯告警。', 'If every step keeps its limit the promise is kept; a step that does not is always noticed.'],
  exceeded: ['bad', '超过承诺', 'exceeded', '最长路径超过承诺时限。', 'The worst path takes longer than was promised.'],
  not_proven: ['warn', '未能证明', 'not proven', '时限还不能证明,原因见检查结果。', 'The deadline is not proved; the findings say why.'],
};

export function strengthTag(deadline) {
  const [look, zh, en] = STRENGTH[deadline.strength];
  return make('span', { class: `tag ${look}` }, say(zh, en));
}

export function proofView(deadline, select) {
  const [, , , zh, en] = STRENGTH[deadline.strength];
  const view = make('div', {}, make('p', {}, strengthTag(deadline), ' ', say(zh, en)));
  if (deadline.worst_case_working_days !== null) view.append(gauge(deadline));
  const legs = deadline.path.filter((leg) => leg.days || leg.by);
  if (legs.length) view.append(table(legs, select));
  if (deadline.excluded?.length) {
    const names = deadline.excluded.map((one) => one.name).join(say('、', ', '));
    view.append(make('p', { class: 'hint' }, say(`不计入时限:${names}`, `Not counted: ${names}`)));
  }
  return view;
}

function gauge(deadline) {
  const total = deadline.worst_case_working_days;
  const most = Math.max(total, deadline.promise ?? 0, deadline.statutory ?? 0, 1);
  const share = (days) => `${(days / most) * 100}%`;
  const track = make('div', { class: 'track' });
  for (const leg of deadline.path.filter((one) => one.days)) {
    const part = make('span', { class: 'leg', title: `${leg.name} ${leg.days}` }, String(leg.days));
    part.style.width = share(leg.days);
    track.append(part);
  }
  const marks = [[deadline.promise, say('承诺', 'promise'), ''], [deadline.statutory, say('法定', 'law'), 'law']];
  for (const [days, words, look] of marks) {
    if (days === null || days === undefined) continue;
    const mark = make('span', { class: `mark ${look} ${days / most > 0.5 ? 'right' : ''}` }, `${words} ${days}`);
    mark.style.left = share(days);
    track.append(mark);
  }
  const words = say(`最长 ${total} 个工作日;承诺 ${deadline.promise ?? '—'},法定 ${deadline.statutory ?? '—'}。`,
    `At most ${total} working days; promise ${deadline.promise ?? '—'}, law ${deadline.statutory ?? '—'}.`);
  return make('div', { class: 'gauge' }, make('b', {}, words), track);
}

function table(legs, select) {
  const rows = legs.map((leg) => make('tr', {},
    make('td', {}, make('button', { class: 'link', type: 'button', onclick: () => select(leg.element, leg.within) }, leg.name || leg.element)),
    make('td', {}, leg.days ? `+${leg.days}` : '0'), make('td', {}, String(leg.until)), make('td', {}, say(...(BY[leg.by] ?? ['', ''])))));
  return make('table', { class: 'plain-table' }, make('thead', {}, make('tr', {},
    make('th', {}, say('环节', 'Step')), make('th', {}, say('工作日', 'Days')), make('th', {}, say('累计', 'Sum')), make('th', {}, say('依据', 'By')))), make('tbody', {}, ...rows));
}
