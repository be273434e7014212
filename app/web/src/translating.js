// The editor's own words in the language of the page; what nobody translated is remembered, so that a test can count it.
import ours from './panel-zh.js';
import published from 'bpmn-js-i18n/translations/zn.js';
import { language } from './words.js';

export const untranslated = new Set();

export function translate(template, replacements = {}) {
  let text = template;
  if (language === 'zh') {
    text = ours[template] ?? published[template];
    if (text === undefined) {
      if (/[A-Za-z]{2}/.test(template)) untranslated.add(template);
      text = template;
    }
  }
  return text.replace(/{([^}]+)}/g, (_, key) => {
    const value = replacements[key];
    return value === undefined ? `{${key}}` : language === 'zh' ? (ours[value] ?? published[value] ?? value) : value;
  });
}

export default { translate: ['value', translate] };
