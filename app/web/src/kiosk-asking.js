// A question that nobody answers on the spot: it gets a number, a voucher and a limit, and is answered by telephone.
import { make } from './dom.js';
import { items } from './kiosk-guides.js';
import { field, keyboard } from './kiosk-keys.js';
import { print } from './kiosk-print.js';
import { HERE, ask, button, once, show } from './kiosk-stage.js';
import { shown } from './moments.js';
import { say } from './words.js';

const READY = () => [
  say('需要哪些材料？', 'What do I have to bring?'), say('要办多长时间？', 'How long does it take?'), say('要交多少费用？', 'What does it cost?'),
  say('可以委托别人代办吗？', 'May somebody do it for me?'), say('请回电，我当面说明。', 'Please call me back.'),
];

/** What it is about, first; then the question. */
export async function question() {
  const known = (await items()).map((one) => [one.key, say(one.name, one.guide.name_en || one.name)]);
  const cards = [...known, ['', say('其他事项', 'Something else')]].map(([key, name]) => button(make('b', {}, name), () => write(key, name), { class: 'choice-card' }));
  show(say('要问哪一事项？', 'What is it about?'), [make('div', { class: 'choices-grid' }, ...cards)], { name: 'about' });
}

function write(item, title) {
  const words = make('textarea', { id: 'question', name: 'question', rows: 3, maxlength: 1000, required: true, autocomplete: 'off' });
  const phone = field('phone', say('手机号码', 'Mobile telephone'), { maxlength: 20, inputmode: 'none' });
  const name = field('name', say('怎么称呼您', 'How to address you'), { maxlength: 200 });
  const fill = (input, text) => button(text, () => { input.value = text; }, { class: 'ready' });
  const named = ['先生', '女士'].map((zh, index) => fill(name.querySelector('input'), say(zh, ['Mr', 'Ms'][index])));
  const form = make('form', { class: 'asking', autocomplete: 'off', novalidate: true },
    make('div', { class: 'asking-what' }, make('label', { for: 'question' }, say('要问什么', 'Your question')), words, make('div', { class: 'ready-row' }, ...READY().map((text) => fill(words, text))), make('div', { class: 'named' }, name, ...named)),
    make('div', { class: 'asking-who' }, phone));
  form.querySelector('.asking-who').append(keyboard(phone, 'digits'), make('button', { class: 'primary go' }, say('提交', 'Send')));
  form.addEventListener('submit', (event) => { event.preventDefault(); once(() => send(item, form.elements)); });
  show(title, [make('p', { class: 'hint' }, say('窗口不能当场答复的，由承办部门在时限内电话和书面答复。', 'The department concerned answers by telephone and in writing within its limit.')), form], { name: 'asking', earlier: question });
}

async function send(item, { question: words, name, phone }) {
  const given = { question: words.value.trim(), name: name.value.trim(), phone: phone.value.trim(), item };
  if (!given.question || !given.name || !given.phone) throw new Error(say('请填写问题、称呼和手机号码', 'Fill in question, name and telephone'));
  const made = await ask('/questions', given);
  const lines = [[say('咨询件编号', 'Number of the consultation'), made.number]];
  if (made.case) lines.push([say('办件编号', 'Case number'), made.case], [say('查询码', 'Code'), made.code]);
  if (made.due_at) lines.push([say('答复时限', 'Answered by'), shown(made.due_at)]);
  show(say('已收到您的咨询', 'Your question was taken'), [
    make('dl', { class: 'told' }, ...lines.flatMap(([title, value]) => [make('dt', {}, title), make('dd', {}, value)])),
    make('div', { class: 'row-of' }, made.case ? button(say('打印受理通知书', 'Print the voucher'), () => voucher(made), { class: 'primary' }) : ''),
  ], { name: 'asked' });
}

async function voucher({ case: number, code }) {
  const query = `?code=${encodeURIComponent(code)}`;
  const { notices } = await ask(`/cases/${number}${query}`);
  if (notices.length) await print(`${HERE}/cases/${number}/notices/${notices[0].number}.pdf${query}`);
}
