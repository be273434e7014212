// The language of the page, and one of two wordings in it.
export let language = document.documentElement.lang === 'en' ? 'en' : 'zh';
export const say = (zh, en) => (language === 'en' ? en : zh);

/** Go on in another language, on a page that writes all its words itself. */
export function speak(code) {
  language = code;
  document.documentElement.lang = code === 'en' ? 'en' : 'zh-CN';
}
