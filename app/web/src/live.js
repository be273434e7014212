// The live diagram of a case, and the diagram of a definition with its worst path and its heat.
import { notify } from './api.js';
import { Marks } from './marks.js';
import { proofView } from './proof.js';
import { fitReadably, open, show, zooming } from './viewing.js';

const place = document.getElementById('canvas');
const read = () => JSON.parse(document.getElementById('state').textContent);

async function start() {
  const viewer = await open(place, place.dataset.xml);
  const marks = new Marks(viewer);
  zooming(viewer);
  fitReadably(viewer, place.dataset.mode === 'case' ? 0.7 : 0.45);
  document.addEventListener('click', (event) => {
    const row = event.target.closest('[data-select]');
    if (row) show(viewer, row.dataset.select, (row.dataset.scope ?? '').split('/'));
  });
  const modes = { case: liveCase, definition, held };
  modes[place.dataset.mode](viewer, marks);
  place.dataset.drawn = 'yes';
}

function liveCase(viewer, marks) {
  const draw = () => marks.liveCase(read());
  draw();
  const first = read().tokens.map((one) => marks.place(one.element, one.scope)).find(Boolean);
  if (first) viewer.get('canvas').scrollToElement(first, { top: 110, bottom: 60, left: 120, right: Math.min(330, place.clientWidth / 2) });
  document.addEventListener('htmx:oobAfterSwap', (event) => { if (event.detail.target.id === 'state' || event.target.id === 'state') draw(); });
}

function definition(viewer, marks) {
  const { deadline, heat } = read();
  document.getElementById('proof').append(proofView(deadline, (id, within) => show(viewer, id, within)));
  const drawing = { path: () => marks.worstPath(deadline), heat: () => marks.heat(heat), plain: () => marks.clear() };
  for (const button of document.querySelectorAll('[data-show]')) {
    button.addEventListener('click', () => {
      document.querySelectorAll('[data-show]').forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
      drawing[button.dataset.show]();
      document.querySelectorAll('[data-legend]').forEach((one) => { one.hidden = one.dataset.legend !== button.dataset.show; });
    });
  }
  drawing.path();
}

function held(viewer, marks) {
  marks.findings(read().findings, (finding) => show(viewer, finding.elements[0]));
}

start().catch((problem) => notify(problem.message, true));
