// Draws on a diagram what is known of it: tokens with their lamps, the path walked, the worst path, the heat.
import { lampIcon, make } from './dom.js';
import { say } from './words.js';

export class Marks {
  constructor(viewer) {
    this.canvas = viewer.get('canvas');
    this.overlays = viewer.get('overlays');
    this.registry = viewer.get('elementRegistry');
    this.drawn = [];
  }

  clear() {
    for (const undo of this.drawn) undo();
    this.drawn = [];
  }

  mark(id, name) {
    if (!this.registry.get(id)) return;
    this.canvas.addMarker(id, name);
    this.drawn.push(() => this.registry.get(id) && this.canvas.removeMarker(id, name));
  }

  put(id, position, html) {
    if (!this.registry.get(id)) return;
    const number = this.overlays.add(id, 'marks', { position, html, scale: { min: 0.75, max: 1.1 } });
    this.drawn.push(() => this.overlays.remove(number));
  }

  /** The element itself, or the nearest sub-process or call around it that is drawn here. */
  place(id, scope = []) {
    return [id, ...[...scope].reverse()].find((one) => this.registry.get(one));
  }

  liveCase(state) {
    this.clear();
    const here = new Map();
    for (const token of state.tokens) {
      const id = this.place(token.element, token.scope);
      if (id) here.set(id, [...(here.get(id) ?? []), token]);
    }
    const times = new Map(Object.entries(state.passed));
    const around = new Set(state.tokens.flatMap((one) => one.scope));
    for (const id of times.keys()) if (!here.has(id) && !around.has(id)) this.mark(id, 'passed');
    for (const id of here.keys()) times.set(id, (times.get(id) ?? 0) + here.get(id).length);
    for (const id of around) times.set(id, (times.get(id) ?? 0) + 1);
    for (const flow of this.registry.filter((one) => one.waypoints && one.source && one.target)) {
      if (wasTaken(flow, times)) this.mark(flow.id, 'passed');
    }
    for (const [id, tokens] of here) this.here(id, tokens, state.done.filter((one) => one.shared && this.place(one.element, one.scope) === id));
    for (const timer of state.waiting) {
      // A countdown on a step says it already.
      if (this.registry.get(timer.element)?.type === 'bpmn:IntermediateCatchEvent') this.put(timer.element, { top: -20, left: 0 }, make('span', { class: 'badge blue' }, timer.due));
    }
  }

  /** Those who have the step now, and in a joint review what the others have answered. */
  here(id, tokens, answered) {
    const worst = ['red', 'yellow', 'warn', 'green'].find((light) => tokens.some((one) => one.light === light));
    this.mark(id, 'here');
    this.mark(id, `light-${worst}`);
    const stack = make('div', { class: 'stack' });
    for (const one of tokens.slice(0, 6)) {
      stack.append(make('span', { class: `badge ${one.light}` }, lampIcon(one.light), make('b', {}, one.department), `${one.lamp} ${one.left}`));
    }
    if (tokens.length > 6) stack.append(make('span', { class: 'badge blue' }, say(`另有 ${tokens.length - 6} 个`, `${tokens.length - 6} more`)));
    for (const one of answered.slice(0, 6)) stack.append(make('span', { class: 'badge blue' }, make('b', {}, one.department), one.outcome));
    this.put(id, { top: -22 * stack.childElementCount - 4, left: 10 }, stack);
    this.put(id, { top: -8, left: -8 }, make('span', { class: 'dot', title: say('正在办理', 'here now') }));
  }

  /** Flags of what was found, one an element; pressing one opens it. */
  findings(found, open) {
    this.clear();
    for (const finding of found) {
      const id = finding.elements.find((one) => this.registry.get(one)?.parent);
      if (!id) continue;
      this.mark(id, `found-${finding.severity}`);
      this.put(id, { top: -12, right: 10 }, make('button', { class: `flag ${finding.severity}`, title: finding.message, 'aria-label': finding.message, onclick: () => open(finding) }, '!'));
    }
  }

  worstPath(deadline) {
    this.clear();
    for (const leg of deadline.path) {
      const id = this.place(leg.element, leg.within);
      if (!id) continue;
      this.mark(id, 'on-path');
      if (leg.days) this.put(id, { top: -24, left: 0 }, make('span', { class: 'badge blue' }, make('b', {}, `+${leg.days}`), say(`第 ${leg.until} 日`, `day ${leg.until}`)));
    }
  }

  heat(rows) {
    this.clear();
    for (const row of rows) {
      const grade = row.overdue_rate > 0.2 ? 3 : row.overdue_rate > 0.05 ? 2 : row.overdue_rate > 0 ? 1 : 0;
      this.mark(row.element, `heat-${grade}`);
      const days = (hours) => (hours / 24).toFixed(1);
      const light = grade >= 2 ? 'red' : grade === 1 ? 'yellow' : 'green';
      this.put(row.element, { top: -24, left: 0 }, make('span', { class: `badge ${light}` },
        make('b', {}, say(`均 ${days(row.average_hours)} 天`, `avg ${days(row.average_hours)} d`)), make('span', {}, `P90 ${days(row.p90_hours)}`), make('span', {}, say(`超期 ${Math.round(row.overdue_rate * 100)}%`, `late ${Math.round(row.overdue_rate * 100)}%`))));
    }
  }
}

/** Whether tokens went along a flow; where a choice could have led there in two ways, the counts decide. */
function wasTaken(flow, times) {
  const count = (element) => times.get(element.id) ?? 0;
  const begun = count(flow.source) > 0 || flow.source.type === 'bpmn:StartEvent';
  if (!begun || !count(flow.target)) return false;
  if (!/ExclusiveGateway|EventBasedGateway/.test(flow.source.type)) return true;
  const only = (one) => one.target.incoming.length === 1;
  if (only(flow)) return true;
  const certain = flow.source.outgoing.filter(only).reduce((sum, one) => sum + count(one.target), 0);
  return count(flow.source) > certain;
}
