// The editor's own words in the language of the page; what nobody translated is remembered, so that a test can count it.
import ours from './panel-zh.js';
import published from 'bpmn-js-i18n/translations/zn.js';
import { language } from './words.js';

export const untranslated = new Set();

/** The panel writes kinds of elements as titles, the translations as sentences. */
const sentence = (title) => title.charAt(0) + title.slice(1).toLowerCase().replace('(non interrupting)', '(non-interrupting)').replace('sub process', 'sub-process');
const known = (text) => ours[text] ?? published[text] ?? ours[sentence(text)] ?? published[sentence(text)];

export function translate(template, replacements = {}) {
  let text = template;
  if (language === 'zh') {
    text = known(template);
    if (text === undefined) {
      // What holds Chinese already came from the server in this language.
      if (/[A-Za-z]{2}/.test(template) && !/\p{Script=Han}/u.test(template)) untranslated.add(template);
      text = template;
    }
  }
  return text.replace(/{([^}]+)}/g, (_, key) => {
    const value = replacements[key];
    return value === undefined ? `{${key}}` : language === 'zh' ? (known(String(value)) ?? value) : value;
  });
}

export default { translate: ['value', translate] };
