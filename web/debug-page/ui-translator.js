import { uiTexts } from './ui-texts.js';

/** What callers and the server write is nobody's to translate. */
const foreign = 'pre, textarea, .markdown, .renderedMarkdown, td .parameter__name, .opblock-summary-path';

/** Puts the console's own words into the reader's language, wherever and whenever they appear. */
export class UiTranslator {
  #container;
  #language = 'en';
  /** What the console wrote into each text node, by which the other language is found again. */
  #originals = new WeakMap();

  constructor(container) {
    this.#container = container;
    new MutationObserver((changes) => {
      for (const { target, addedNodes, type } of changes) {
        for (const node of type === 'characterData' ? [target] : addedNodes) this.#translateBelow(node);
      }
    }).observe(container, { childList: true, subtree: true, characterData: true });
  }

  speak(language) {
    this.#language = language;
    this.#translateBelow(this.#container);
  }

  #translateBelow(node) {
    if (node.nodeType === Node.TEXT_NODE) this.#translate(node);
    else for (const child of node.childNodes) this.#translateBelow(child);
  }

  #translate(node) {
    if (node.parentElement?.closest(foreign)) return;
    const original = this.#originalOf(node);
    const translation = uiTexts[original.trim()]?.[this.#language] ?? original;
    if (node.data !== translation) node.data = translation;
    this.#originals.set(node, { original, shown: translation });
  }

  /** The console may have written something else into the node since. */
  #originalOf(node) {
    const known = this.#originals.get(node);
    return known?.shown === node.data ? known.original : node.data;
  }
}
