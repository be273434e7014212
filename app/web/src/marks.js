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
    const walked = new Set([...Object.keys(state.passed), ...state.done.map((one) => one.element)]);
    for (const id of walked) if (!here.has(id)) this.mark(id, 'passed');
    for (const flow of this.registry.filter((one) => one.waypoints && one.source && one.target)) {
      const arrived = walked.has(flow.target.id) || here.has(flow.target.id);
      if ((walked.has(flow.source.id) || flow.source.type === 'bpmn:StartEvent') && arrived) this.mark(flow.id, 'passed');
    }
    for (const [id, tokens] of here) this.here(id, tokens);
    for (const timer of state.waiting) {
      if (!walked.has(timer.element)) this.put(timer.element, { top: -20, left: 0 }, make('span', { class: 'badge blue' }, timer.due));
    }
  }

  here(id, tokens) {
    const worst = ['red', 'yellow', 'green'].find((light) => tokens.some((one) => one.light === light));
    this.mark(id, 'here');
    this.mark(id, `light-${worst}`);
    const stack = make('div', { class: 'stack' });
    for (const one of tokens.slice(0, 6)) {
      stack.append(make('span', { class: `badge ${one.light}` }, lampIcon(one.light), make('b', {}, one.department), `${one.lamp} ${one.left}`));
    }
    if (tokens.length > 6) stack.append(make('span', { class: 'badge blue' }, say(`另有 ${tokens.length - 6} 个`, `${tokens.length - 6} more`)));
    this.put(id, { bottom: -4, left: 4 }, stack);
    this.put(id, { top: -8, left: -8 }, make('span', { class: 'dot', title: say('正在办理', 'here now') }));
  }

  worstPath(deadline) {
    this.clear();
    for (const leg of deadline.path) {
      const id = this.place(leg.element, leg.within);
      if (!id) continue;
      this.mark(id, 'on-path');
      if (leg.days) this.put(id, { bottom: -2, left: 4 }, make('span', { class: 'badge blue' }, make('b', {}, `+${leg.days}`), say(`第 ${leg.until} 日`, `day ${leg.until}`)));
    }
  }

  heat(rows) {
    this.clear();
    for (const row of rows) {
      const grade = row.overdue_rate > 0.2 ? 3 : row.overdue_rate > 0.05 ? 2 : row.overdue_rate > 0 ? 1 : 0;
      this.mark(row.element, `heat-${grade}`);
      const days = (hours) => (hours / 24).toFixed(1);
      const light = grade >= 2 ? 'red' : grade === 1 ? 'yellow' : 'green';
      this.put(row.element, { bottom: -2, left: 0 }, make('span', { class: `badge ${light}` },
        make('b', {}, say(`均 ${days(row.average_hours)} 天`, `avg ${days(row.average_hours)} d`)), `P90 ${days(row.p90_hours)}`, say(`超期 ${Math.round(row.overdue_rate * 100)}%`, `late ${Math.round(row.overdue_rate * 100)}%`)));
    }
  }
}
