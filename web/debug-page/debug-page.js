import { completeOperations } from './complete-operations.js';
import { addressIsReadHere, followAddress } from './deep-link.js';
import { exampleBox } from './example-box.js';
import { fillInWhatWasHandedOver } from './handed-over.js';
import { headerMarks } from './header-marks.js';
import { chooseLanguage, chosenLanguage } from './language.js';
import { localized } from './localized.js';
import { sharedPathParameters } from './shared-path-parameters.js';
import { UiTranslator } from './ui-translator.js';

const container = document.getElementById('console');
const apiDocument = await (await fetch('/openapi.json')).json();

const translator = new UiTranslator(container);
const ui = SwaggerUIBundle({
  domNode: container,
  spec: localized(apiDocument, chosenLanguage()),
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [addressIsReadHere, completeOperations, headerMarks, exampleBox, sharedPathParameters],
  layout: 'BaseLayout',
  deepLinking: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 5,
  // What is filled in stays in the memory of this page.
  persistAuthorization: false,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.loadSpec) request.headers['Accept-Language'] = chosenLanguage();
    return request;
  },
});
fillInWhatWasHandedOver(ui);
followAddress(ui, apiDocument);
showLanguage(chosenLanguage());

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    const { language } = button.dataset;
    chooseLanguage(language);
    ui.specActions.updateSpec(JSON.stringify(localized(apiDocument, language)));
    showLanguage(language);
  });
}

function showLanguage(language) {
  document.documentElement.lang = language;
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  translator.speak(language);
  const title = { zh: '企业 API 在线调试', en: 'Enterprise API console' }[language];
  document.querySelector('[data-text="title"]').textContent = title;
  document.title = `${title} · Qiyun 企云`;
}
