// The language of the page, and one of two wordings in it.
export const language = document.documentElement.lang === 'en' ? 'en' : 'zh';
export const say = (zh, en) => (language === 'en' ? en : zh);
