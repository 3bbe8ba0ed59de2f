const storageKey = 'qiyun.debug-page';

interface FilledIn {
  readonly productKey: string;
  readonly token: string;
}

/**
 * Opens /docs with these filled in. They go through the storage of the tab, of which a tab that is opened gets a copy
 * (web/debug-page/handed-over.js), so that the token is in no address and no log.
 */
export function openDebugPage(filledIn: FilledIn): void {
  sessionStorage.setItem(storageKey, JSON.stringify(filledIn));
  const opened = window.open('/docs');
  if (opened) sessionStorage.removeItem(storageKey);
  // A browser that lets no tab be opened shows it here.
  else location.assign('/docs');
}
