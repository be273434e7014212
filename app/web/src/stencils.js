// What a designer adds in one press: our templates as ready steps, warnings and deadlines, a whole joint review.
import { make } from './dom.js';
import { canFollow, untilDrawn } from './placing.js';
import { say } from './words.js';

const template = (id) => (modeler, element) => {
  const templates = modeler.get('elementTemplates');
  const found = templates.get(`lianban.${id}`) ?? templates.getLatest?.(`lianban.${id}`)?.[0];
  return found ? templates.applyTemplate(element, found) : element;
};

/** Names an element and gives it an id that can be read in a condition or a log. */
function named(modeler, element, name, id) {
  modeler.get('modeling').updateProperties(element, id ? { name, id: free(modeler, id) } : { name });
  return element;
}

function free(modeler, id) {
  const taken = modeler.get('elementRegistry');
  let number = 1;
  while (taken.get(number === 1 ? id : `${id}_${number}`)) number += 1;
  return number === 1 ? id : `${id}_${number}`;
}

function step(id, type, zh, en) {
  return { id, label: say(zh, en), add: (modeler) => template(id)(modeler, named(modeler, untilDrawn(modeler, type), say(zh, en), id)) };
}

function plain(id, type, zh, en) {
  return { id, label: say(zh, en), add: (modeler) => named(modeler, untilDrawn(modeler, type), undefined, id) };
}

function properties(modeler, element, values) {
  const moddle = modeler.get('moddle');
  const business = element.businessObject;
  const holder = moddle.create('bpmn:ExtensionElements', { values: [] });
  const list = moddle.create('camunda:Properties', { values: Object.entries(values).map(([name, value]) => moddle.create('camunda:Property', { name, value })) });
  holder.values.push(list);
  list.$parent = holder;
  holder.$parent = business;
  modeler.get('modeling').updateProperties(element, { extensionElements: holder });
}

/** A timer on the border of the selected step, with its own way out. */
function timer(modeler, host, { days, interrupting, light }) {
  const moddle = modeler.get('moddle');
  const modeling = modeler.get('modeling');
  const shape = modeler.get('elementFactory').createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition', cancelActivity: interrupting });
  const side = interrupting ? host.x + host.width - 18 : host.x + 22;
  const event = modeling.createShape(shape, { x: side, y: host.y + host.height }, host, { attach: true });
  const definition = event.businessObject.eventDefinitions[0];
  const length = moddle.create('bpmn:FormalExpression', { body: `workdays(${days})` });
  length.$parent = definition;
  modeling.updateModdleProperties(event, definition, { timeDuration: length });
  named(modeler, event, say(`满 ${days} 个工作日`, `after ${days} working days`), `${host.id}_${interrupting ? 'late' : 'warn'}`);
  if (light) properties(modeler, event, { light });
  return event;
}

function service(modeler, after, topic, name) {
  const shape = modeler.get('elementFactory').createShape({ type: 'bpmn:ServiceTask' });
  const drawn = modeler.get('autoPlace').append(after, shape);
  modeler.get('modeling').updateProperties(drawn, { 'camunda:type': 'external', 'camunda:topic': topic });
  named(modeler, drawn, name, topic.split('.').pop());
  return drawn;
}

function end(modeler, after, name, id) {
  const drawn = modeler.get('autoPlace').append(after, modeler.get('elementFactory').createShape({ type: 'bpmn:EndEvent' }));
  return named(modeler, drawn, name, id);
}

function warning(modeler) {
  const host = modeler.get('selection').get()[0];
  const event = timer(modeler, host, { days: 3, interrupting: false, light: 'yellow' });
  end(modeler, service(modeler, event, 'supervise.urge', say('发催办', 'urge')), say('已催办', 'urged'), 'urged');
  modeler.get('selection').select(event);
}

function deadline(modeler) {
  const host = modeler.get('selection').get()[0];
  modeler.get('selection').select(timer(modeler, host, { days: 5, interrupting: true }));
}

const isStep = (element) => /Task$|SubProcess$|CallActivity$/.test(element?.type ?? '');

/** Departments side by side: each reviews within five working days, else it is recorded as missing and goes on. */
function joint(modeler) {
  const modeling = modeler.get('modeling');
  const moddle = modeler.get('moddle');
  let sub = untilDrawn(modeler, 'bpmn:SubProcess', { isExpanded: true });
  modeling.resizeShape(sub, { x: sub.x, y: sub.y - 60, width: 560, height: 330 });
  named(modeler, sub, say('各部门并联审查', 'joint review'), 'joint_review');
  const loop = moddle.create('bpmn:MultiInstanceLoopCharacteristics', { 'camunda:collection': 'co_departments', 'camunda:elementVariable': 'dept' });
  loop.$parent = sub.businessObject;
  modeling.updateProperties(sub, { loopCharacteristics: loop });
  sub = template('joint')(modeler, sub);
  const factory = modeler.get('elementFactory');
  // An expanded sub-process may be born with a start of its own.
  let start = sub.children.find((one) => one.type === 'bpmn:StartEvent') ?? modeling.createShape(factory.createShape({ type: 'bpmn:StartEvent' }), { x: sub.x + 60, y: sub.y + 110 }, sub);
  modeling.moveElements([start], { x: sub.x + 60 - (start.x + 18), y: sub.y + 110 - (start.y + 18) });
  start = named(modeler, start, say('转送部门', 'to the department'), 'to_department');
  let review = modeler.get('autoPlace').append(start, factory.createShape({ type: 'bpmn:UserTask' }));
  review = template('review')(modeler, named(modeler, review, say('部门审查', 'review'), 'review'));
  end(modeler, review, say('已反馈', 'answered'), 'answered');
  const late = timer(modeler, review, { days: 5, interrupting: true });
  end(modeler, service(modeler, late, 'opinion.missing', say('记录未按期反馈', 'record as missing')), say('未按期反馈', 'missing'), 'not_answered');
  modeler.get('selection').select(sub);
  modeler.get('canvas').zoom('fit-viewport', 'auto');
}

export const STENCILS = () => [
  step('accept', 'bpmn:UserTask', '窗口受理', 'Acceptance'), step('inspect', 'bpmn:UserTask', '现场勘验', 'Inspection'),
  { id: 'joint', label: say('并联审查', 'Joint review'), add: joint }, step('review', 'bpmn:UserTask', '部门审查', 'Review'),
  step('decide', 'bpmn:UserTask', '牵头决定', 'Decision'), step('notice', 'bpmn:SendTask', '出具文书', 'Paper'),
  step('service', 'bpmn:ServiceTask', '自动办理', 'Automatic'), step('deliver', 'bpmn:UserTask', '送达', 'Delivery'),
  plain('choice', 'bpmn:ExclusiveGateway', '判断网关', 'Choice'), plain('parallel', 'bpmn:ParallelGateway', '并行网关', 'Parallel'),
  { id: 'warning', label: say('到期预警', 'Warning'), add: warning, needs: isStep }, { id: 'deadline', label: say('中断时限', 'Deadline'), add: deadline, needs: isStep },
  plain('start', 'bpmn:StartEvent', '开始', 'Start'), step('result', 'bpmn:EndEvent', '办结', 'End'),
];

export function stencilPanel(modeler, holder, hint) {
  const stencils = STENCILS();
  for (const one of stencils) {
    const press = () => { try { one.add(modeler); } catch (error) { console.error(error); } };
    one.button = make('button', { type: 'button', 'data-stencil': one.id, onclick: press }, one.label);
    holder.append(one.button);
  }
  const refresh = () => {
    const selected = modeler.get('selection').get()[0];
    for (const one of stencils) one.button.disabled = Boolean(one.needs && !one.needs(selected));
    const name = selected?.businessObject?.name || selected?.id;
    hint.textContent = canFollow(selected, '') ? say(`接在「${name}」之后`, `behind “${name}”`) : say('放在画布中央', 'in the middle of the canvas');
  };
  modeler.on(['selection.changed', 'commandStack.changed', 'import.done'], refresh);
}
