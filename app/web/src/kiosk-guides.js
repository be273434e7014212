// The guides of the items, with their forms and samples to be printed free of charge.
import { make } from './dom.js';
import { print } from './kiosk-print.js';
import { HERE, ask, button, show } from './kiosk-stage.js';
import { say } from './words.js';

const REFUSING = 'rejected'; // nobody comes for a refusal
const nameOf = (one) => say(one.name, one.guide.name_en || one.name);

/** The items that people come for. */
export async function items() {
  return (await ask('/items')).items.filter((one) => one.guide.mode !== REFUSING);
}

export async function guides() {
  const found = await items();
  show(say('办事指南', 'Guides'), [make('div', { class: 'choices-grid' }, ...found.map((one) => button(make('b', {}, nameOf(one)), () => guide(one.key), { class: 'choice-card' })))], { name: 'guides' });
}

async function guide(key) {
  const one = await ask(`/items/${encodeURIComponent(key)}`);
  const told = one.disclosure;
  const section = (title, lines) => (lines.length ? [make('h2', {}, title), make('ul', { class: 'lines' }, ...lines.map((line) => make('li', {}, line)))] : []);
  const listed = (value) => [value ?? []].flat().filter(Boolean);
  show(nameOf(one), [
    make('p', { class: 'facts-line' }, make('span', {}, told.period), make('span', {}, told.fee_standard), make('span', {}, told.handler)),
    ...section(say('需要的材料', 'What to bring'), (one.guide.materials ?? []).map(material)),
    make('h2', {}, say('表格和示范文本', 'Forms and samples')),
    make('ul', { class: 'rows' }, ...one.files.map((file) => form(key, file))),
    ...section(say('条件', 'Conditions'), listed(told.conditions)),
    ...section(say('程序', 'How it goes'), listed(told.procedure)),
  ], { name: 'guide', earlier: guides });
}

function material(one) {
  const copies = one.copies ? say(`${one.copies} 份`, `${one.copies} ×`) : '';
  return make('span', {}, make('b', {}, one.name), ' ', make('small', {}, [copies, one.kind, one.when].filter(Boolean).join(' · ')));
}

function form(key, file) {
  const address = `${HERE}/items/${encodeURIComponent(key)}/files/${encodeURIComponent(file.name)}`;
  const printable = file.media_type === 'application/pdf' && file.bytes > 0;
  return make('li', {}, make('b', {}, file.title), printable ? button(say('打印', 'Print'), () => print(address)) : make('small', {}, say('请到导办台领取', 'At the help desk')));
}
