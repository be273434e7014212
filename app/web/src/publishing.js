// Publishes a diagram: when it takes effect, what the server still has against it, and where it is then.
import { call } from './api.js';
import { make } from './dom.js';
import { say } from './words.js';

export function publishDialog(dialog, { modeler, findings, drafts }) {
  const form = dialog.querySelector('form');
  const problem = make('div', { role: 'alert' });
  const from = make('input', { type: 'datetime-local', id: 'effective', name: 'effective' });
  const submit = make('button', { class: 'primary', value: 'publish', type: 'submit' }, say('发布', 'Publish'));
  form.append(make('h2', {}, say('发布新版本', 'Publish a new version')),
    make('p', { class: 'muted' }, say('新收的办件按新版本办理;在办件留在各自的版本上。', 'New cases run on it; running cases stay on their version.')),
    make('label', { for: 'effective' }, say('生效时间(留空即刻生效)', 'Takes effect (empty: at once)')), from, problem,
    make('div', { class: 'under' }, make('button', { type: 'button', onclick: () => dialog.close() }, say('取消', 'Cancel')), submit));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    problem.replaceChildren();
    try {
      const made = await publish(modeler, from.value);
      drafts.forget();
      location.assign(`/definitions/${encodeURIComponent(made.definitions[0].key)}`);
    } catch (refused) {
      problem.replaceChildren(make('p', { class: 'problem' }, refused.message));
      const found = refused.document?.findings;
      if (found) problem.append(make('ul', {}, ...found.slice(0, 8).map((one) => make('li', {}, one.message))));
      submit.disabled = false;
    }
  });
  return () => {
    const errors = findings.answer.findings.filter((one) => one.severity === 'error').length;
    problem.replaceChildren(errors ? make('p', { class: 'problem' }, say(`还有 ${errors} 个错误,服务器会拒绝发布。`, `There are ${errors} errors; the server will refuse it.`)) : '');
    dialog.showModal();
  };
}

async function publish(modeler, effective) {
  const { xml } = await modeler.saveXML({ format: true });
  const key = modeler.get('canvas').getRootElement().businessObject.id ?? 'diagram';
  const body = new FormData();
  body.append('diagram', new Blob([xml], { type: 'application/xml' }), `${key}.bpmn`);
  if (effective) body.append('effective_at', new Date(effective).toISOString());
  return (await call('POST', '/api/v1/deployments', { body })).json();
}
