// Calls of the REST API in the name of whoever is signed in, and what is said when it refuses.
import { language, say } from './words.js';

const csrf = document.querySelector('meta[name=csrf]')?.content ?? '';

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || String(status));
    this.status = status;
    this.document = document;
  }
}

export async function call(method, path, { json, body, type, headers } = {}) {
  const given = { 'Accept-Language': language, ...headers };
  if (method !== 'GET') given['X-CSRF-Token'] = csrf;
  if (json !== undefined) given['Content-Type'] = 'application/json';
  if (type) given['Content-Type'] = type;
  const sent = { method, headers: given, credentials: 'same-origin', body: json === undefined ? body : JSON.stringify(json) };
  const answer = await fetch(path, sent).catch(() => {
    throw new Problem(0, { detail: say('无法连接服务器', 'the server cannot be reached') });
  });
  if (answer.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (!answer.ok) throw new Problem(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export const getJson = async (path) => (await call('GET', path)).json();
export const getText = async (path) => (await call('GET', path)).text();

let timer;
export function notify(words, bad = false, long = bad ? 9000 : 4000) {
  const place = document.getElementById('notice');
  const line = document.createElement('p');
  line.textContent = words;
  line.className = bad ? 'bad' : '';
  place.replaceChildren(line);
  clearTimeout(timer);
  timer = setTimeout(() => place.replaceChildren(), long);
}
