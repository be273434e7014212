// What applicants send by themselves: files go up one by one while the form is filled in, then it is checked and sent.
import { answers } from './answers.js';
import { call, notify } from './api.js';
import { say } from './words.js';

const csrf = document.querySelector('meta[name=csrf]')?.content ?? '';
const pages = () => Object.fromEntries([...document.querySelectorAll('[data-page]')].map((one) => [one.dataset.page, one]));

function show(name) {
  for (const [each, place] of Object.entries(pages())) place.hidden = each !== name;
  const heading = pages()[name].querySelector('[tabindex="-1"]');
  window.scrollTo(0, 0);
  heading?.focus();
}

/** One file on its way: a line with its name, how far it is, and a button that takes it away. */
function upload(place, file) {
  const line = document.createElement('li');
  const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
  const state = document.createElement('small');
  const away = Object.assign(document.createElement('button'), { type: 'button', className: 'plain danger', textContent: say('移除', 'remove') });
  bar.setAttribute('aria-label', file.name);
  away.setAttribute('aria-label', say(`移除 ${file.name}`, `remove ${file.name}`));
  line.append(Object.assign(document.createElement('span'), { textContent: file.name }), bar, state, away);
  place.querySelector('ul').append(line);
  const request = new XMLHttpRequest();
  const end = (words, bad) => { bar.remove(); state.textContent = words; state.className = bad ? 'problem' : 'there'; line.dataset.state = bad ? 'bad' : 'there'; };
  away.addEventListener('click', () => { request.abort(); line.remove(); place.querySelector('input').focus(); });
  line.dataset.state = 'going';
  const most = Number(place.closest('form').dataset.most);
  if (most && file.size > most) { end(say('文件过大', 'too large'), true); return; }
  request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = event.loaded / event.total; });
  request.addEventListener('load', () => {
    const told = JSON.parse(request.responseText || '{}');
    if (request.status !== 201) { end(told.detail ?? String(request.status), true); return; }
    line.dataset.upload = told.upload;
    line.dataset.file = told.name;
    end(say('已上传', 'there'), false);
  });
  request.addEventListener('error', () => end(say('上传失败', 'failed'), true));
  request.open('POST', `/api/v1/public/uploads?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.setRequestHeader('Accept-Language', document.documentElement.lang);
  request.setRequestHeader('X-CSRF-Token', csrf);
  request.send(file);
}

document.addEventListener('change', (event) => {
  const place = event.target.closest('[data-upload]');
  if (!place || event.target.type !== 'file') return;
  for (const file of event.target.files) upload(place, file);
  event.target.value = '';
});

const there = (place) => [...place.querySelectorAll('li[data-state=there]')];
const places = (form) => [...form.querySelectorAll('[data-upload]:not(li)')];

const handles = (place) => there(place).map((line) => line.dataset.upload);

/** The body: what is filled in, and the files of each material, or those of a place that is for no material. */
function body(form) {
  const given = answers(form);
  const named = places(form).filter((one) => one.dataset.upload);
  const own = places(form).find((one) => !one.dataset.upload);
  if (own) return { ...given, uploads: handles(own) };
  const materials = named.filter((one) => there(one).length).map((one) => ({ code: one.dataset.upload, uploads: handles(one) }));
  return named.length ? { ...given, materials } : given;
}

const shownValue = (field) => field.type === 'checkbox' ? (field.checked ? say('是', 'yes') : say('否', 'no')) : field.tagName === 'SELECT' ? field.selectedOptions[0]?.textContent : field.value;

function review(form) {
  const said = form.querySelector('[data-said]');
  const lines = [];
  const line = (name, value) => lines.push(Object.assign(document.createElement('dt'), { textContent: name }), Object.assign(document.createElement('dd'), { textContent: value || '—' }));
  for (const field of form.elements) if (field.name && field.type !== 'hidden') line(field.labels?.[0]?.textContent.trim() ?? field.name, shownValue(field));
  for (const place of places(form)) if (there(place).length) line(place.dataset.name, there(place).map((one) => one.dataset.file).join('、'));
  said.replaceChildren(...lines);
  const lacking = places(form).filter((one) => 'required' in one.dataset && !there(one).length).map((one) => one.dataset.name);
  const place = form.querySelector('[data-lacking]');
  place.replaceChildren();
  if (lacking.length) place.append(Object.assign(document.createElement('p'), { className: 'banner', textContent: say(`未上传:${lacking.join('、')}。仍可提交,窗口将一次告知补正;可共享核验的不用提交。`, `Not handed in: ${lacking.join(', ')}. You may send it all the same; the window says once what is missing.`) }));
  show('review');
}

function receipt(told) {
  for (const place of document.querySelectorAll('[data-told]')) place.textContent = (told[place.dataset.told] ?? '').replace('T', ' ');
  const query = `number=${encodeURIComponent(told.number)}&code=${encodeURIComponent(told.code)}`;
  document.querySelector('[data-qr]').src = `/progress/qr.svg?${query}`;
  document.querySelector('[data-follow]').href = `/progress?${query}`;
  document.querySelectorAll('form[data-filing]').forEach((form) => { form.hidden = true; });
  show('receipt');
}

async function send(form) {
  const buttons = [...form.querySelectorAll('button')];
  buttons.forEach((one) => { one.disabled = true; });
  // One key for one intention: a second press, or a lost answer, files nothing twice.
  form.dataset.key ||= crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  try {
    const answer = await call('POST', form.dataset.filing, { json: body(form), headers: { 'Idempotency-Key': form.dataset.key } });
    if (pages().receipt) receipt(await answer.json());
    else location.reload();
  } catch (problem) {
    if (problem.status) delete form.dataset.key;
    notify(problem.document?.errors?.map((one) => (one.label ?? '') + one.message).join('；') || problem.message, true);
    buttons.forEach((one) => { one.disabled = false; });
  }
}

document.addEventListener('submit', (event) => {
  const form = event.target.closest('form[data-filing]');
  if (!form) return;
  event.preventDefault();
  if (form.querySelector('li[data-state=going]')) { notify(say('文件还在上传,请稍候', 'files are still on their way'), true); return; }
  if (form.querySelector('li[data-state=bad]')) { notify(say('有文件上传失败,请移除后重传', 'a file has failed; remove it and try again'), true); return; }
  const lacking = places(form).find((one) => !one.dataset.upload && 'required' in one.dataset && !there(one).length);
  if (lacking) { notify(say(`请先上传${lacking.dataset.name}`, `first hand in: ${lacking.dataset.name}`), true); lacking.querySelector('input').focus(); return; }
  if ('reviewed' in form.dataset && form.querySelector('[data-page=review]').hidden) review(form);
  else send(form);
});
document.addEventListener('click', (event) => { if (event.target.closest('[data-back]')) show('fill'); });
