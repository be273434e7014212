// 便民信息: when the hall is open, where it is, whom to call, and the notice board.
import { make } from './dom.js';
import { ask, show } from './kiosk-stage.js';
import { shown } from './moments.js';
import { say } from './words.js';

export async function centre() {
  const [hall, board] = [await ask('/hall'), await ask('/board?limit=20')];
  const hours = hall.sessions.map((one) => `${one.opens}–${one.closes}`).join(say('，', ', '));
  const lines = [
    [say('今天', 'Today'), `${hall.day} ${hall.open ? say('开放', 'open') : say('不开放', 'not open')}(${hall.reason})`],
    [say('开放时间', 'Hours'), hours], [say('地址', 'Address'), hall.centre.address], [say('咨询电话', 'Information'), hall.centre.phone],
    [say('投诉电话', 'Complaints'), hall.centre.complaints],
  ].filter(([, value]) => value);
  show(say('便民信息', 'About the centre'), [
    make('dl', { class: 'told' }, ...lines.flatMap(([title, value]) => [make('dt', {}, title), make('dd', {}, value)])),
    make('h2', {}, say('政务公告栏', 'Notice board')),
    make('ul', { class: 'rows' }, ...(board.items.length ? board.items.map(posting) : [make('li', {}, say('暂无公告', 'Nothing is posted'))])),
  ], { name: 'centre' });
}

function posting(one) {
  const words = Object.values(one.body).filter((value) => typeof value === 'string' || typeof value === 'number').join(' · ');
  return make('li', {}, make('span', {}, make('b', {}, one.title), make('small', {}, [shown(one.at), words].filter(Boolean).join(' · '))));
}
