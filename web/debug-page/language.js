const storageKey = 'qiyun.language';

/** `zh` or `en`: what the reader chose here before, else what his browser prefers. */
export function chosenLanguage() {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}

export function chooseLanguage(language) {
  localStorage.setItem(storageKey, language);
}
