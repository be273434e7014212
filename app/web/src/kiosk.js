// The page of a terminal in the hall: large things to touch, each the beginning of one errand; left alone it forgets.
import { make } from './dom.js';
import { question } from './kiosk-asking.js';
import { papers, progress, rating } from './kiosk-cases.js';
import { centre } from './kiosk-centre.js';
import { guides } from './kiosk-guides.js';
import { watch } from './kiosk-idle.js';
import { ask, button, once, show } from './kiosk-stage.js';
import { checkIn, take } from './kiosk-tickets.js';
import { language, say, speak } from './words.js';

const ERRANDS = [
  ['取号', 'Take a number', '没有预约的', 'without a booking', take, 'first'],
  ['预约签到', 'Check in', '已预约的', 'with a booking', checkIn, 'first'],
  ['办件进度', 'My case', '办到哪一步', 'how far it is', progress, ''],
  ['打印文书', 'Print papers', '回执、通知书、决定书', 'receipts, notices, decisions', papers, ''],
  ['办事指南', 'Guides', '材料、时限、表格', 'materials, limits, forms', guides, ''],
  ['我要咨询', 'Ask', '留言，限时答复', 'answered in time', question, ''],
  ['办结评价', 'Rate', '是否满意', 'were you satisfied', rating, ''],
  ['便民信息', 'About us', '时间、地址、公告', 'hours, address, notices', centre, ''],
];

const element = (id) => document.getElementById(id);

function home() {
  const open = make('p', { class: 'open-line' });
  const tiles = ERRANDS.map(([zh, en, more, moreEn, act, look]) => button([make('b', {}, say(zh, en)), make('span', {}, say(more, moreEn))], async () => act(), { class: `tile ${look}` }));
  show(say('请选择您要办的事', 'What would you like to do?'), [open, make('div', { class: 'tiles' }, ...tiles)], { name: 'home' });
  element('home').textContent = say('返回首页', 'To the start');
  element('back').textContent = say('上一步', 'Back');
  element('language').textContent = say('English', '中文');
  element('language').lang = say('en', 'zh-CN');
  hallNow(open);
}

/** Today's hours and how many wait; where the server cannot be reached, that is said in its place. */
async function hallNow(place) {
  try {
    const hall = await ask('/hall');
    const waiting = hall.queues.reduce((sum, one) => sum + one.line.waiting.length, 0);
    const hours = hall.sessions.map((one) => `${one.opens}–${one.closes}`).join('  ');
    element('centre').textContent = say(hall.centre.name, hall.centre.name_en || hall.centre.name);
    place.textContent = hall.open ? say(`今天 ${hours} · 大厅等候 ${waiting} 人`, `Today ${hours} · ${waiting} waiting`) : say(`今天不开放：${hall.reason}`, `Not open today: ${hall.reason}`);
  } catch (problem) {
    place.textContent = problem.status === undefined ? '' : problem.message;
  }
}

/** As it was before anybody came. */
function leave() {
  speak('zh');
  home();
}

element('home').addEventListener('click', home);
element('language').addEventListener('click', () => once(async () => { speak(language === 'en' ? 'zh' : 'en'); home(); }));
watch(leave, (left) => { element('left').textContent = left ? say(`${left} 秒后返回首页`, `Back to the start in ${left} s`) : ''; });
const time = () => { element('time').textContent = new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: document.documentElement.dataset.zone }); };
time();
setInterval(time, 1000);
document.addEventListener('contextmenu', (event) => event.preventDefault());
home();
