// Moments as the centre's clocks show them, wherever the browser is.
import { say } from './words.js';

export const zone = document.documentElement.dataset.zone;
const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });

/** How far the centre's clocks are ahead of UTC at a moment, in milliseconds. */
const ahead = (at) => Date.parse(`${parts.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;

/** What somebody wrote into a field for date and time, as a moment with its zone. */
export function written(text) {
  const plain = Date.parse(`${text}Z`);
  const near = plain - ahead(plain);
  return new Date(plain - ahead(near)).toISOString();
}

/** A moment in words. */
export const shown = (moment) => new Date(moment).toLocaleString(say('zh-CN', 'en-GB'), { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', timeZone: zone });
