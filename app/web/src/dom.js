// Small elements made in one line.
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...inside.filter((one) => one !== null && one !== undefined && one !== ''));
  return element;
}

const SHAPES = {
  green: '<circle cx="8" cy="8" r="7"/><path d="M4.5 8.3l2.4 2.4 4.6-5" fill="none"/>',
  yellow: '<path d="M8 1.2l7 13.2H1z"/><path d="M8 6v4M8 12v.6" fill="none"/>',
  red: '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/><path d="M8 4v5M8 11v.8" fill="none"/>',
};

SHAPES.warn = SHAPES.yellow;

export function lampIcon(light) {
  const holder = document.createElement('span');
  holder.innerHTML = `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">${SHAPES[light]}</svg>`;
  return holder.firstChild;
}
export const lamp = (light, words) => make('span', { class: `lamp ${light}` }, lampIcon(light), words);
