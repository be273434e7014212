// The text list of steps beside the canvas: reads aloud, selects elements, connects and deletes without a mouse.
import { make } from './dom.js';
import { translate } from './translating.js';
import { say } from './words.js';

const LOOKS = /^bpmn:(?!Association|TextAnnotation|Group|DataObject|DataStore|Participant|Lane|Process|Collaboration|SequenceFlow|MessageFlow)/;
const KINDS = {
  'bpmn:StartEvent': ['开始', 'start'], 'bpmn:EndEvent': ['结束', 'end'], 'bpmn:UserTask': ['办理', 'step'], 'bpmn:ServiceTask': ['自动', 'automatic'], 'bpmn:SendTask': ['文书', 'paper'], 'bpmn:ScriptTask': ['计算', 'script'],
  'bpmn:ExclusiveGateway': ['判断', 'choice'], 'bpmn:ParallelGateway': ['并行', 'parallel'], 'bpmn:SubProcess': ['子流程', 'sub-process'], 'bpmn:CallActivity': ['调用', 'call'], 'bpmn:BoundaryEvent': ['边界', 'boundary'],
};

export const labelOf = (element) => element.businessObject.name || element.id;
const kindOf = (element) => (KINDS[element.type] ? say(...KINDS[element.type]) : translate(element.type.slice(5).replace(/([a-z])([A-Z])/g, '$1 $2')));

function ordered(registry) {
  const drawn = registry.filter((one) => !one.waypoints && !one.labelTarget && LOOKS.test(one.type));
  const below = (parent) => drawn.filter((one) => (one.host ? one.host === parent : one.parent === parent)).sort((a, b) => a.x - b.x || a.y - b.y);
  const found = [];
  const walk = (one, depth) => {
    found.push([one, depth]);
    for (const inner of drawn.filter((each) => each.host === one).sort((a, b) => a.x - b.x)) walk(inner, depth + 1);
    for (const inner of below(one)) if (!inner.host) walk(inner, depth + 1);
  };
  for (const one of drawn) if (!one.host && !drawn.includes(one.parent)) found.some(([known]) => known === one) || walkTop(one);
  function walkTop(one) { walk(one, 0); }
  const tops = found.filter(([, depth]) => depth === 0).map(([one]) => one).sort((a, b) => a.x - b.x || a.y - b.y);
  found.length = 0;
  tops.forEach((one) => walk(one, 0));
  return found;
}

export function stepList(modeler, list, tools) {
  const selection = modeler.get('selection');
  const registry = modeler.get('elementRegistry');
  const select = (element) => {
    selection.select(element);
    modeler.get('canvas').scrollToElement(element, 80);
  };
  let waiting;
  const draw = () => {
    const rows = ordered(registry);
    const focused = document.activeElement?.dataset?.step;
    list.replaceChildren(...rows.map(([element, depth]) => make('li', {}, make('button', {
      type: 'button', class: `depth${Math.min(depth, 2)}`, 'data-step': element.id, 'aria-current': String(selection.isSelected(element)), onclick: () => select(element),
    }, labelOf(element), make('small', {}, kindOf(element))))));
    const chosen = tools.target.value;
    tools.target.replaceChildren(...rows.filter(([one]) => !['bpmn:StartEvent', 'bpmn:BoundaryEvent'].includes(one.type)).map(([one]) => make('option', { value: one.id }, labelOf(one))));
    if ([...tools.target.options].some((one) => one.value === chosen)) tools.target.value = chosen;
    if (focused) list.querySelector(`[data-step="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    refresh();
  };
  const refresh = () => {
    const selected = selection.get()[0];
    for (const button of list.querySelectorAll('[data-step]')) button.setAttribute('aria-current', String(button.dataset.step === selected?.id));
    tools.connect.disabled = !selected || Boolean(selected.waypoints) || selected.type === 'bpmn:EndEvent' || !tools.target.value;
    tools.remove.disabled = !selected || selected === modeler.get('canvas').getRootElement();
  };
  const later = () => { clearTimeout(waiting); waiting = setTimeout(draw, 60); };
  modeler.on(['commandStack.changed', 'import.done'], later);
  modeler.on('selection.changed', refresh);
  tools.connect.addEventListener('click', () => {
    const target = registry.get(tools.target.value);
    const source = selection.get()[0];
    if (source && target && source !== target) modeler.get('modeling').connect(source, target);
  });
  tools.remove.addEventListener('click', () => modeler.get('modeling').removeElements(selection.get().slice()));
  list.addEventListener('keydown', (event) => {
    const buttons = [...list.querySelectorAll('[data-step]')];
    const place = buttons.indexOf(document.activeElement);
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && place >= 0) { event.preventDefault(); buttons[place + move]?.focus(); }
    if (event.key === 'Delete' && place >= 0) { select(registry.get(buttons[place].dataset.step)); tools.remove.click(); }
  });
  draw();
  return { select: (id, scope = []) => { const found = [id, ...[...scope].reverse()].map((one) => registry.get(one)).find(Boolean); if (found) select(found); return found; } };
}
