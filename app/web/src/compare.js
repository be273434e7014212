// Two versions side by side: differences marked on both, and told in a list with every hidden property.
import { notify } from './api.js';
import { differences } from './differences.js';
import { make } from './dom.js';
import { fitReadably, open, show } from './viewing.js';
import { say } from './words.js';

const KINDS = {
  added: ['新增', 'added', 'good'], removed: ['删除', 'removed', 'bad'], changed: ['改动', 'changed', 'warn'], moved: ['移动', 'moved', ''],
};
const place = document.getElementById('compare');

async function start() {
  const [old, next] = await Promise.all([
    open(document.getElementById('old'), place.dataset.old), open(document.getElementById('new'), place.dataset.new),
  ]);
  const found = differences(old.getDefinitions(), next.getDefinitions());
  for (const viewer of [old, next]) {
    fitReadably(viewer, 0.4);
    for (const one of found) if (one.kind !== 'moved' && viewer.get('elementRegistry').get(one.id)) viewer.get('canvas').addMarker(one.id, one.kind);
  }
  let busy = false;
  const together = (from, to) => from.on('canvas.viewbox.changed', ({ viewbox: { x, y, width, height } }) => {
    if (busy) return;
    busy = true;
    to.get('canvas').viewbox({ x, y, width, height });
    busy = false;
  });
  together(old, next);
  together(next, old);
  tell(found, (id) => { show(old, id); show(next, id); });
  place.dataset.drawn = 'yes';
}

function tell(found, select) {
  document.getElementById('how-many').textContent = String(found.length);
  const rows = found.map((one) => {
    const [zh, en, look] = KINDS[one.kind];
    const details = one.details.map((each) => make('li', {}, make('b', {}, each.name), ': ', each.before === undefined ? '' : make('del', {}, each.before), each.before === undefined ? '' : ' → ', each.after === undefined ? say('(删除)', '(removed)') : make('ins', {}, each.after)));
    return make('tr', {}, make('td', {}, make('span', { class: `tag ${look}` }, say(zh, en))), make('td', {}, make('button', { class: 'link', onclick: () => select(one.id) }, one.name), make('br'), make('small', { class: 'number' }, one.id)), make('td', {}, details.length ? make('ul', { class: 'plain-list' }, ...details) : ''));
  });
  const list = rows.length ? make('table', { class: 'plain-table' }, make('tbody', {}, ...rows)) : make('p', { class: 'muted' }, say('两个版本没有差异。', 'The two versions do not differ.'));
  document.getElementById('differences').append(list);
}

start().catch((problem) => notify(problem.message, true));
