// Puts elements on the canvas without a mouse: behind the selected one, else in the middle of what is seen.
export function untilDrawn(modeler, type, options = {}) {
  const [factory, selection, modeling] = ['elementFactory', 'selection', 'modeling'].map((name) => modeler.get(name));
  const selected = selection.get()[0];
  const shape = factory.createShape({ type, ...options });
  const drawn = canFollow(selected, type) ? modeler.get('autoPlace').append(selected, shape) : modeling.createShape(shape, middle(modeler), container(modeler, selected));
  selection.select(drawn);
  modeler.get('canvas').scrollToElement(drawn, 80);
  return drawn;
}

export function canFollow(selected, type) {
  if (!selected || selected.waypoints || type === 'bpmn:StartEvent' || type === 'bpmn:Group') return false;
  return /Task|Gateway|Event|SubProcess|CallActivity/.test(selected.type) && selected.type !== 'bpmn:EndEvent';
}

function container(modeler, selected) {
  const root = modeler.get('canvas').getRootElement();
  if (selected?.type === 'bpmn:SubProcess') return selected;
  return selected?.parent && !selected.waypoints && selected !== root ? selected.parent : root;
}

function middle(modeler) {
  const { x, y, width, height } = modeler.get('canvas').viewbox();
  return { x: x + width / 2, y: y + height / 2 };
}
