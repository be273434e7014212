// Keys on the screen, for terminals without a keyboard; one that is there, or a scanner, writes into the same fields.
import { make } from './dom.js';
import { say } from './words.js';

const DIGITS = ['123', '456', '789', '-0'];
const ALL = ['1234567890', 'QWERTYUIOP', 'ASDFGHJKL-', 'ZXCVBNM'];

/** A labelled field without help from the browser: no memory, no corrections, no keyboard of the system. */
export function field(name, words, attributes = {}) {
  const input = make('input', { id: name, name, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true, ...attributes });
  return make('div', { class: 'field' }, make('label', { for: name }, words), input);
}

/** Keys that write into whichever of `form`'s fields was touched last.  kind: `digits`, or `all` signs of a number. */
export function keyboard(form, kind) {
  let active = null;
  form.addEventListener('focusin', (event) => { if (event.target.matches('input, textarea')) active = event.target; });
  const put = (change) => {
    active ??= form.querySelector('input');
    active.value = change(active.value).slice(0, active.maxLength > 0 ? active.maxLength : undefined);
    active.dispatchEvent(new Event('input', { bubbles: true }));
    active.focus();
  };
  // The field keeps the focus, so that its place is seen while keys are touched.
  const key = (words, change, wide = '') => make('button', { type: 'button', class: `key ${wide}`, onmousedown: (event) => event.preventDefault(), onclick: () => put(change) }, words);
  const rows = (kind === 'digits' ? DIGITS : ALL).map((row) => make('div', { class: 'keys-row' }, ...[...row].map((sign) => key(sign, (value) => value + sign))));
  rows.at(-1).append(key(say('删除', 'Delete'), (value) => value.slice(0, -1), 'wide'), key(say('清空', 'Clear'), () => '', 'wide'));
  return make('div', { class: `keys ${kind}`, role: 'group', 'aria-label': say('屏幕键盘', 'Keys on the screen') }, ...rows);
}
