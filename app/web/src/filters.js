// Filters that somebody keeps in this browser: named after what they ask for, one press away, taken off again.
import { make } from './dom.js';
import { say } from './words.js';

export function keptFilters(place) {
  const name = `lianban.filters.${place.dataset.kept}`;
  const form = document.querySelector('form.filters');
  const read = () => { try { return JSON.parse(localStorage.getItem(name)) ?? []; } catch { return []; } };
  const write = (kept) => { localStorage.setItem(name, JSON.stringify(kept)); draw(); };

  function asked() {
    const words = [];
    const query = new URLSearchParams();
    for (const field of form.elements) {
      if (!field.name || !field.value || (field.type === 'checkbox' && !field.checked)) continue;
      query.set(field.name, field.value);
      if (field.type === 'checkbox') words.push(field.labels[0].textContent.trim());
      else if (field.type !== 'hidden') words.push(field.selectedOptions?.[0].textContent ?? field.value);
    }
    return { words: words.join(' · '), address: `${form.getAttribute('action')}?${query}` };
  }

  function draw() {
    const kept = read();
    const now = asked();
    const known = kept.some((one) => one.address === now.address);
    place.replaceChildren(
      ...kept.map((one) => make('span', { class: 'chip' }, make('a', { href: one.address, 'aria-current': one.address === now.address ? 'page' : undefined }, one.words),
        make('button', { type: 'button', class: 'plain', 'aria-label': say(`删除筛选 ${one.words}`, `forget ${one.words}`), onclick: () => write(kept.filter((each) => each !== one)) }, '×'))),
      now.words && !known ? make('button', { type: 'button', class: 'small', onclick: () => write([...kept, asked()]) }, say('保存此筛选', 'Keep this filter')) : '',
    );
  }
  draw();
}
