// Plays a counter-example: tokens walk through the diagram, step by step, until they are stuck.
import { make } from './dom.js';
import { labelOf } from './steps.js';
import { say } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const PACE = 900;
const HOW = {
  begin: ['开始', 'begins'], run: ['执行', 'runs'], start: ['开始办理', 'starts'], complete: ['办理完成', 'completes'], fire: ['到时触发', 'fires'], take: ['收到', 'takes'], throw: ['抛出', 'throws'], end: ['结束', 'ends'], leave: ['离开', 'leaves'], repeat: ['重复', 'repeats'], timer: ['到时', 'by timer'], limit: ['到限', 'by its limit'],
};

export class Player {
  constructor(modeler, bar) {
    this.modeler = modeler;
    this.bar = bar;
    this.registry = modeler.get('elementRegistry');
  }

  play(finding) {
    this.finding = finding;
    this.trace = finding.trace;
    this.at = 0;
    this.layer = this.modeler.get('canvas').getLayer('tokens', 900);
    this.say = make('span', { class: 'say', role: 'status', 'aria-live': 'polite' });
    this.go = make('button', { class: 'small', onclick: () => (this.timer ? this.pause() : this.run()) });
    this.bar.replaceChildren(
      make('button', { class: 'small', 'aria-label': say('上一步', 'Back'), onclick: () => { this.pause(); this.show(this.at - 1); } }, '‹'), this.go,
      make('button', { class: 'small', 'aria-label': say('下一步', 'Next'), onclick: () => { this.pause(); this.show(this.at + 1); } }, '›'), this.say,
      make('button', { class: 'small', onclick: () => this.stop() }, say('关闭', 'Close')),
    );
    this.bar.hidden = false;
    this.show(1);
    this.run();
  }

  run() {
    if (this.at >= this.trace.length) this.at = 0;
    this.timer = setInterval(() => (this.at < this.trace.length ? this.show(this.at + 1) : this.pause()), PACE);
    this.go.textContent = say('暂停', 'Pause');
  }

  pause() {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.go) this.go.textContent = say('播放', 'Play');
  }

  stop() {
    this.pause();
    this.layer?.replaceChildren();
    this.bar.hidden = true;
  }

  /** Where the tokens are after `count` steps. */
  tokens(count) {
    const held = new Map();
    for (const step of this.trace.slice(0, count)) {
      for (const id of step.taken ?? []) held.set(id, Math.max(0, (held.get(id) ?? 0) - 1));
      for (const id of step.tokens ?? []) held.set(id, (held.get(id) ?? 0) + 1);
    }
    return held;
  }

  show(count) {
    this.at = Math.max(0, Math.min(count, this.trace.length));
    this.layer.replaceChildren();
    const last = this.at === this.trace.length;
    const step = this.trace[this.at - 1];
    for (const [id, number] of this.tokens(this.at)) {
      const element = this.registry.get(id);
      if (element && number) this.draw(element, number, last, step?.tokens?.includes(id));
    }
    const element = step && this.registry.get(step.element);
    const name = element ? labelOf(element) : step?.element ?? '';
    const how = HOW[step?.how] ? say(...HOW[step.how]) : '';
    this.say.textContent = step ? say(`${this.at}/${this.trace.length} 第 ${step.day} 日:「${name}」${how}`, `${this.at}/${this.trace.length} day ${step.day}: “${name}” ${how}`) : '';
  }

  draw(element, number, stuck, fresh) {
    const points = element.waypoints;
    const goal = points ? along(points, 0.5) : { x: element.x + element.width / 2, y: element.y + element.height / 2 };
    for (let place = 0; place < Math.min(number, 3); place += 1) {
      const dot = document.createElementNS(SVG, 'circle');
      dot.setAttribute('r', '9');
      dot.setAttribute('class', `token${stuck ? ' stuck' : ''}`);
      const put = ({ x, y }) => { dot.setAttribute('cx', x + place * 8); dot.setAttribute('cy', y); };
      put(goal);
      this.layer.append(dot);
      if (fresh && points && !matchMedia('(prefers-reduced-motion: reduce)').matches) walk(points, put);
    }
  }
}

function walk(points, put) {
  const begun = performance.now();
  const frame = (now) => {
    const share = Math.min(1, (now - begun) / 500);
    put(along(points, share * 0.5));
    if (share < 1) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** The point at a share of a line's length. */
function along(points, share) {
  const lengths = points.slice(1).map((point, place) => Math.hypot(point.x - points[place].x, point.y - points[place].y));
  let rest = lengths.reduce((sum, one) => sum + one, 0) * share;
  for (const [place, length] of lengths.entries()) {
    if (rest <= length) {
      const part = length ? rest / length : 0;
      return { x: points[place].x + (points[place + 1].x - points[place].x) * part, y: points[place].y + (points[place + 1].y - points[place].y) * part };
    }
    rest -= length;
  }
  return points[points.length - 1];
}
