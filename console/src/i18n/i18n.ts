import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = { en: 'English', zh: '中文' } as const;
export type Language = keyof typeof languages;

const rememberedAs = 'qiyun.language';

/** The messages of one folder in one language: each page brings its own, which come with it. */
const messageFiles = import.meta.glob<Record<string, unknown>>('../**/messages.*.json', {
  import: 'default',
});

const messagesOfFolders: BackendModule = {
  type: 'backend',
  init() {},
  async read(language, namespace) {
    const ending = `/${namespace}/messages.${language}.json`;
    const path = Object.keys(messageFiles).find((name) => name.endsWith(ending));
    if (!path) throw new Error(`there are no messages ${ending}`);
    return (await messageFiles[path]!()) as never;
  },
};

/** Starts with the language chosen last, else the browser's. */
export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  });
  await i18next
    .use(messagesOfFolders)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      fallbackLng: false,
      supportedLngs: Object.keys(languages),
      ns: ['shell'],
      defaultNS: 'shell',
      interpolation: { escapeValue: false },
    });
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(rememberedAs, language);
  void i18next.changeLanguage(language);
}

function firstLanguage(): Language {
  const remembered = localStorage.getItem(rememberedAs);
  if (remembered === 'en' || remembered === 'zh') return remembered;
  return navigator.language.startsWith('zh') ? 'zh' : 'en';
}
