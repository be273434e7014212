// Numbers: one for who has just come, and the one of a booking, which goes before.
import { make } from './dom.js';
import { own } from './kiosk-own.js';
import { print } from './kiosk-print.js';
import { HERE, ask, button, show, tell } from './kiosk-stage.js';
import { shown } from './moments.js';
import { say } from './words.js';

export async function take() {
  const hall = await ask('/hall');
  const closed = make('p', { class: 'banner' }, say('现在不取号。大厅未开放或已下班。', 'No numbers now: the hall is not open.'));
  show(say('请选择窗口', 'Choose a window'), [hall.gives_tickets ? '' : closed, make('div', { class: 'choices-grid' }, ...hall.queues.map((one) => queue(one, hall.gives_tickets)))].filter(Boolean), { name: 'take' });
}

function queue({ line, items }, open) {
  const away = line.left && make('small', { class: 'away' }, say(`窗口暂离：${line.left.reason}`, `Nobody there now: ${line.left.reason}`));
  const takes = make('span', { class: 'takes' }, items.map((one) => say(one.name, one.name_en)).join(say('、', ', ')));
  const waits = make('span', { class: 'waits' }, say(`等候 ${line.waiting.length} 人`, `${line.waiting.length} waiting`));
  return button([make('b', {}, `${line.queue} ${line.name}`), takes, waits, away || ''].filter(Boolean), async () => ticket(await ask('/tickets', { queue: line.queue })), { class: 'choice-card', disabled: !open });
}

export function checkIn() {
  own(say('预约签到', 'Check in a booking'), say('编号和查询码印在预约登记单上，也可扫二维码。签到限预约时间前后。', 'Number and code are on the paper of the booking; its QR code can be scanned. Around the booked time only.'),
    async (number, code) => ticket(await ask('/check-ins', { number, code })));
}

/** The number that was given out; its slip is printed at once. */
function ticket(made) {
  const slip = `${HERE}/tickets/${made.id}/slip.pdf`;
  show(say('取号成功', 'Your number'), [
    make('p', { class: 'given' }, made.number),
    make('p', { class: 'given-where' }, `${made.queue} ${made.name}`),
    make('p', { class: 'given-ahead' }, say(`前面等候 ${made.ahead} 人`, `${made.ahead} waiting before you`), made.booked ? make('small', {}, say('预约号，优先办理', 'booked: goes before')) : ''),
    make('p', { class: 'hint middle' }, say('正在打印号票，请取走。', 'Your slip is being printed.'), ' ', shown(made.taken_at)),
    make('div', { class: 'row-of' }, button(say('再打印一张', 'Print again'), () => print(slip))),
  ], { name: 'ticket' });
  print(slip).catch((problem) => tell(problem.message));
}
