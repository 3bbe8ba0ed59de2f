/** In which language to write to somebody whose app has said this of him, or nothing. */
export function writtenLanguage(lang: string | null | undefined): 'en' | 'zh' {
  return lang?.toLowerCase().startsWith('en') ? 'en' : 'zh';
}
