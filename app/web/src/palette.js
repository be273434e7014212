// The palette from the keyboard: its entries are buttons, Enter puts the element behind the selected one.
import { untilDrawn } from './placing.js';

const TYPES = {
  'create.start-event': ['bpmn:StartEvent'], 'create.end-event': ['bpmn:EndEvent'], 'create.intermediate-event': ['bpmn:IntermediateThrowEvent'], 'create.exclusive-gateway': ['bpmn:ExclusiveGateway'],
  'create.task': ['bpmn:UserTask'], 'create.subprocess-expanded': ['bpmn:SubProcess', { isExpanded: true }], 'create.data-object': ['bpmn:DataObjectReference'], 'create.data-store': ['bpmn:DataStoreReference'], 'create.group': ['bpmn:Group'],
};

export function keyboardPalette(modeler, canvas) {
  const dress = () => {
    for (const entry of canvas.querySelectorAll('.djs-palette .entry')) {
      entry.tabIndex = 0;
      entry.setAttribute('role', 'button');
      entry.setAttribute('aria-label', entry.title);
    }
  };
  modeler.on('palette.changed', dress);
  modeler.on('import.done', dress);
  canvas.addEventListener('keydown', (event) => {
    const entry = event.target.closest?.('.djs-palette .entry');
    if (!entry || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    const wanted = TYPES[entry.dataset.action];
    if (wanted) untilDrawn(modeler, wanted[0], wanted[1]);
    else modeler.get('palette').trigger('click', event, true);
  });
}
