// Asks the server what it thinks of the diagram: shortly after each change, never two questions at once.
import { call } from './api.js';
import { say } from './words.js';

const PAUSE = 500;

export class Checker {
  constructor(modeler, findings, verdict) {
    Object.assign(this, { modeler, findings, verdict });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), PAUSE);
  }

  async now() {
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    try {
      const { xml } = await this.modeler.saveXML({ format: true });
      const answer = await (await call('POST', '/api/v1/check', { body: xml, type: 'application/xml' })).json();
      this.findings.show(answer);
      this.say(answer);
    } catch (problem) {
      this.verdict.className = 'tag warn';
      this.verdict.textContent = say(`检查未完成:${problem.message}`, `not checked: ${problem.message}`);
    } finally {
      this.busy = false;
    }
    if (this.again) { this.again = false; await this.now(); }
  }

  say({ publishable, findings, processes }) {
    const errors = findings.filter((one) => one.severity === 'error').length;
    const promises = processes.some((one) => one.deadline.promise !== null);
    const [look, zh, en] = publishable && promises ? ['good', '可以发布:不会卡住,承诺可守', 'can be published: never stuck, promise kept']
      : publishable ? ['good', '可以发布:不会卡住,未作承诺', 'can be published: never stuck, nothing promised']
      : errors ? ['bad', `${errors} 个错误`, `${errors} error${errors > 1 ? 's' : ''}`] : ['warn', '时限未证明', 'deadline not proven'];
    this.verdict.className = `tag ${look}`;
    this.verdict.dataset.publishable = String(publishable);
    this.verdict.textContent = say(zh, en);
  }
}
