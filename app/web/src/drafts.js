// Keeps what is being drawn in this browser, so that a closed window or a lost connection costs nothing.
import { make } from './dom.js';
import { say } from './words.js';

export class Drafts {
  constructor(key, version, status) {
    this.name = `lianban.draft.${key || 'new'}`;
    Object.assign(this, { version, status, unsaved: false });
    addEventListener('beforeunload', (event) => { if (this.unsaved) event.preventDefault(); });
  }

  found() {
    try { return JSON.parse(localStorage.getItem(this.name)); } catch { return null; }
  }

  changed(save) {
    this.unsaved = true;
    this.status.textContent = say('正在保存草稿…', 'keeping a draft…');
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => this.keep(await save()), 700);
  }

  keep(xml) {
    const at = new Date();
    try {
      localStorage.setItem(this.name, JSON.stringify({ xml, version: this.version, at: at.toISOString() }));
      this.unsaved = false;
      this.status.textContent = say(`草稿已存于本机 ${clock(at)},尚未发布`, `draft kept here at ${clock(at)}, not published`);
    } catch {
      this.status.textContent = say('草稿无法保存,请导出', 'the draft cannot be kept; export it');
    }
  }

  forget() {
    clearTimeout(this.timer);
    localStorage.removeItem(this.name);
    this.unsaved = false;
  }

  /** Offers an earlier draft; `use` opens it. */
  offer(use) {
    const draft = this.found();
    if (!draft) return;
    const bar = make('div', { id: 'draft-bar', role: 'status' }, say(`有一份 ${clock(new Date(draft.at))} 的草稿尚未发布。`, `A draft of ${clock(new Date(draft.at))} was not published.`),
      make('button', { class: 'small', id: 'draft-use', onclick: () => { bar.remove(); use(draft.xml); } }, say('继续编辑草稿', 'Go on with it')),
      make('button', { class: 'small', onclick: () => { bar.remove(); this.forget(); } }, say('丢弃', 'Discard')));
    document.querySelector('.toolbar').after(bar);
  }
}

const clock = (at) => at.toLocaleString(say('zh-CN', 'en-GB'), { month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
