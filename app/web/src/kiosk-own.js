// Number and code of a case or booking, typed on the screen or read by a scanner from the code on a paper.
import { make } from './dom.js';
import { field, keyboard } from './kiosk-keys.js';
import { once, show } from './kiosk-stage.js';
import { say } from './words.js';

/** What a scanner has read, where it is the address of a paper's code. */
function scanned(form) {
  for (const input of form.querySelectorAll('input')) {
    if (!input.value.toLowerCase().includes('number=')) continue;
    const read = new URLSearchParams(input.value.slice(input.value.indexOf('?') + 1).toLowerCase());
    form.elements.number.value = read.get('number') ?? '';
    form.elements.code.value = read.get('code') ?? '';
  }
}

/** Ask for number and code, and go on with them. */
export function own(title, words, then) {
  const form = make('form', { class: 'own', autocomplete: 'off', novalidate: true },
    field('number', say('编号', 'Number'), { maxlength: 300, inputmode: 'none' }),
    field('code', say('查询码', 'Code'), { maxlength: 32, inputmode: 'none' }));
  form.append(keyboard(form, 'all'), make('button', { class: 'primary go' }, say('确定', 'Go on')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    scanned(form);
    const [number, code] = ['number', 'code'].map((name) => form.elements[name].value.trim().toUpperCase());
    once(async () => {
      if (!number || !code) throw new Error(say('请填写编号和查询码，两项都印在回执和文书上', 'Fill in number and code; both are printed on the receipt and on every paper'));
      await then(number, code);
    });
  });
  show(title, [make('p', { class: 'hint' }, words), form], { name: 'own' });
  form.elements.number.focus();
}
