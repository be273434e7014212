// Two versions side by side: what the server says is different, marked on both, each row selecting its element there.
import { notify } from './api.js';
import { fitReadably, open } from './viewing.js';

const place = document.getElementById('compare');
const rows = JSON.parse(document.getElementById('state').textContent);
const MARKS = { added: ['', 'added'], removed: ['removed', ''], 'flow-added': ['', 'added'], 'flow-removed': ['removed', ''], guide: ['', ''] };
const formerly = new Map(rows.filter((one) => one.kind === 'id-changed').map((one) => [one.new, one.old]));
const before = (id) => formerly.get(id) ?? id;

async function start() {
  const sides = await Promise.all(['old', 'new'].map((side) => open(document.getElementById(side), place.dataset[side])));
  for (const viewer of sides) fitReadably(viewer, 0.4);
  for (const row of rows) mark(sides, row);
  together(sides[0], sides[1]);
  together(sides[1], sides[0]);
  for (const button of document.querySelectorAll('[data-row]')) button.addEventListener('click', () => select(sides, rows[button.dataset.row], button));
  place.dataset.drawn = 'yes';
}

/** What a row is about, on the old and on the new diagram: a flow by its ends, else an element. */
function found([old, next], row) {
  if (!row.kind.startsWith('flow-')) return [old.get('elementRegistry').get(before(row.element)), next.get('elementRegistry').get(row.element)];
  const [source, target] = (row.old ?? row.new).split(' -> ');
  const flow = (viewer, name) => viewer.get('elementRegistry').find((one) => one.waypoints && one.source?.id === name(source) && one.target?.id === name(target));
  return [row.old ? flow(old, before) : old.get('elementRegistry').get(before(source)), row.new ? flow(next, (id) => id) : next.get('elementRegistry').get(source)];
}

function mark(sides, row) {
  const looks = MARKS[row.kind] ?? ['changed', 'changed'];
  found(sides, row).forEach((element, side) => {
    if (element?.parent && looks[side]) sides[side].get('canvas').addMarker(element, looks[side]);
  });
}

function select(sides, row, button) {
  document.querySelectorAll('[data-row]').forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
  found(sides, row).forEach((element, side) => {
    const viewer = sides[side];
    viewer.get('selection').select(element?.parent ? element : null);
    if (element?.parent) lookAt(viewer.get('canvas'), element);
  });
}

/** Near enough to read it, and in sight. */
function lookAt(canvas, element) {
  if (canvas.zoom() < 0.7) canvas.zoom(0.8, 'auto');
  canvas.scrollToElement(element, 60);
}

let busy = false;
function together(from, to) {
  from.on('canvas.viewbox.changed', ({ viewbox: { x, y, width, height } }) => {
    if (busy) return;
    busy = true;
    to.get('canvas').viewbox({ x, y, width, height });
    busy = false;
  });
}

start().catch((problem) => notify(problem.message, true));
