// What the server's check found: drawn as flags on the diagram, listed below with their fix, and the proof beside them.
import { lamp, make } from './dom.js';
import { Marks } from './marks.js';
import { proofView } from './proof.js';
import { labelOf } from './steps.js';
import { language, say } from './words.js';

const PROPERTIES = {
  safeness: ['每条线上至多一个令牌', 'one token a flow'], option_to_complete: ['总能办结', 'can always end'], proper_completion: ['办结时不留尾巴', 'leaves nothing behind'],
  no_dead_activities: ['没有走不到的环节', 'no dead step'], messages_consumed: ['消息都有人收', 'messages are consumed'],
};
const STATES = { proven: ['good', '已证明', 'proven'], violated: ['bad', '不成立', 'violated'], not_proven: ['warn', '未证明', 'not proven'] };

/** A fix may be written in both languages, parted by a slash between blanks. */
const inLanguage = (text) => { const [zh, en] = (text ?? '').split(' / '); return language === 'en' ? (en ?? zh) : zh; };

export class Findings {
  constructor(modeler, holder, { select, player }) {
    Object.assign(this, { modeler, select, player });
    this.marks = new Marks(modeler);
    this.path = new Marks(modeler);
    this.body = holder.querySelector('.body');
    this.tabs = holder.querySelector('.tabs');
    this.tab = 'findings';
    this.answer = { findings: [], processes: [] };
    const tab = (id, words) => make('button', { type: 'button', role: 'tab', 'data-tab': id, onclick: () => this.choose(id) }, words);
    this.count = make('span', { class: 'count' });
    this.tabs.append(tab('findings', say('检查结果', 'Findings')), tab('proof', say('时限证明', 'Proof of the deadline')));
    this.tabs.firstChild.append(this.count);
    this.choose('findings');
  }

  choose(tab) {
    this.tab = tab;
    for (const one of this.tabs.children) one.setAttribute('aria-selected', String(one.dataset.tab === tab));
    this.path.clear();
    this.draw();
  }

  show(answer) {
    this.answer = answer;
    this.count.textContent = String(answer.findings.length);
    this.player.stop();
    this.flag();
    this.draw();
  }

  flag() {
    this.marks.findings(this.answer.findings, (finding) => this.open(finding));
  }

  open(finding) {
    this.choose('findings');
    this.body.querySelector(`[data-finding="${this.answer.findings.indexOf(finding)}"]`)?.focus();
  }

  draw() {
    this.body.replaceChildren(...(this.tab === 'proof' ? this.proofs() : this.list()));
  }

  list() {
    if (!this.answer.findings.length) return [make('p', { class: 'muted' }, this.answer.processes.length ? say('没有发现问题。', 'Nothing was found.') : say('尚未检查。', 'Not checked yet.'))];
    return this.answer.findings.map((finding, place) => {
      const light = finding.severity === 'error' ? 'red' : 'yellow';
      const words = finding.severity === 'error' ? say('错误', 'error') : say('提醒', 'warning');
      const fix = inLanguage(finding.fix);
      const row = make('button', { type: 'button', class: 'finding', 'data-finding': place, onclick: () => this.pick(finding) },
        lamp(light, words), make('span', {}, language === 'en' ? finding.message_en : finding.message_zh || finding.message_en, fix ? make('span', { class: 'fix' }, say('改法:', 'Mend: ') + fix) : ''), make('span', { class: 'where' }, this.nameOf(finding.elements[0])));
      const play = finding.trace?.length ? make('button', { type: 'button', class: 'small', onclick: () => this.player.play(finding) }, say('演示', 'Show how')) : '';
      return make('div', { class: 'finding-row' }, row, play);
    });
  }

  nameOf(id) {
    const element = id && this.modeler.get('elementRegistry').get(id);
    return element ? labelOf(element) : id ?? '';
  }

  pick(finding) {
    for (const id of finding.elements) if (this.select(id)) return;
  }

  proofs() {
    const shown = this.answer.processes;
    if (!shown.length) return [make('p', { class: 'muted' }, say('图能读通之后,这里给出证明。', 'The proof appears here once the diagram can be read.'))];
    this.path.worstPath(shown[0].deadline);
    return shown.map((one) => make('div', {}, make('ul', { class: 'properties-of-proof' }, ...Object.entries(one.properties).map(([name, state]) => {
      const [look, zh, en] = STATES[state];
      return make('li', {}, say(...PROPERTIES[name]), ' ', make('span', { class: `tag ${look}` }, say(zh, en)));
    })), proofView(one.deadline, (id, within) => this.select(id, within))));
  }
}
