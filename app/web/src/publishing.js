// Publishes a diagram: when it takes effect, what the server still has against it, and where it is then.
import { call } from './api.js';
import { make } from './dom.js';
import { written } from './moments.js';
import { say } from './words.js';

export function publishDialog(dialog, { modeler, findings, drafts }) {
  const form = dialog.querySelector('form');
  const problem = make('div', { role: 'alert' });
  const from = make('input', { type: 'datetime-local', id: 'effective', name: 'effective' });
  const guide = make('input', { type: 'file', id: 'guide', accept: '.toml' });
  const reason = make('textarea', { id: 'override', rows: 2, maxlength: 2000 });
  const asking = make('div', { hidden: true }, make('h3', {}, say('仍要发布?', 'Publish it all the same?')),
    make('p', { class: 'hint' }, say('写明理由后交第二人决定。两人的姓名、理由和检查意见写入该版本的台账。', 'Say why, and a second person decides. Both names, the reason and the findings are sealed in the ledger of the version.')),
    make('label', { for: 'override' }, say('理由', 'Reason')), reason, make('div', { class: 'under' }, make('button', { value: 'ask', type: 'submit', class: 'danger' }, say('申请第二人放行', 'Ask a second person'))));
  const submit = make('button', { class: 'primary', value: 'publish', type: 'submit' }, say('发布', 'Publish'));
  form.append(make('h2', {}, say('发布新版本', 'Publish a new version')),
    make('p', { class: 'muted' }, say('新收的办件按新版本办理;在办件留在各自的版本上。', 'New cases run on it; running cases stay on their version.')),
    make('label', { for: 'effective' }, say('生效时间(留空即刻生效)', 'Takes effect (empty: at once)')), from,
    make('label', { for: 'guide' }, say('办事指南(.toml,留空沿用现有的)', 'Guide of the item (.toml; empty: as it is)')), guide, problem, asking,
    make('div', { class: 'under' }, make('button', { type: 'button', onclick: () => dialog.close() }, say('取消', 'Cancel')), submit));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const override = event.submitter?.value === 'ask' ? reason.value.trim() : '';
    if (event.submitter?.value === 'ask' && !override) { reason.focus(); problem.replaceChildren(make('p', { class: 'problem' }, say('请写明理由。', 'Say why.'))); return; }
    submit.disabled = true;
    problem.replaceChildren();
    try {
      const made = await publish(modeler, { effective: from.value, guide: guide.files[0], override });
      // What is held may come back: then the draft is still there.
      if (!made.held) drafts.forget();
      drafts.unsaved = false;
      location.assign(made.held ? `/held/${made.held.id}` : `/definitions/${encodeURIComponent(made.definitions[0].key)}`);
    } catch (refused) {
      const found = refused.document?.findings;
      problem.replaceChildren(make('p', { class: 'problem' }, refused.message), found ? make('ul', {}, ...found.slice(0, 8).map((one) => make('li', {}, one.message))) : '');
      asking.hidden = !found;
      submit.disabled = false;
    }
  });
  return () => {
    const errors = findings.answer.findings.filter((one) => one.severity === 'error').length;
    problem.replaceChildren(errors ? make('p', { class: 'problem' }, say(`还有 ${errors} 个错误,服务器会拒绝发布。`, `There are ${errors} errors; the server will refuse it.`)) : '');
    asking.hidden = true;
    dialog.showModal();
  };
}

async function publish(modeler, { effective, guide, override }) {
  const { xml } = await modeler.saveXML({ format: true });
  const key = modeler.get('canvas').getRootElement().businessObject.id ?? 'diagram';
  const body = new FormData();
  body.append('diagram', new Blob([xml], { type: 'application/xml' }), `${key}.bpmn`);
  if (guide) body.append('guide', guide, guide.name);
  if (effective) body.append('effective_at', written(effective));
  if (override) body.append('override_reason', override);
  return (await call('POST', '/api/v1/deployments', { body })).json();
}
