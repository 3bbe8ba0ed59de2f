import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectFolder } from '../project-folder.ts';

const ownNames = [
  'complete-operations.js',
  'debug-page.css',
  'debug-page.js',
  'deep-link.js',
  'example-box.js',
  'handed-over.js',
  'header-marks.js',
  'icon.svg',
  'language.js',
  'localized.js',
  'shared-path-parameters.js',
  'ui-texts.js',
  'ui-translator.js',
];
const libraryNames = ['swagger-ui-bundle.js', 'swagger-ui.css'];

/** Where the files of the debug page lie, by their addresses. */
export function pageFiles(): ReadonlyMap<string, string> {
  const own = join(projectFolder(), 'web', 'debug-page');
  const library = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const page = join(own, 'debug-page.html');
  return new Map([
    ['/docs', page],
    ['/docs/', page],
    // Where the document's links lead.
    ['/doc/index/debug_enterprise', page],
    ...ownNames.map((name) => [`/docs/${name}`, join(own, name)] as const),
    ...libraryNames.map((name) => [`/docs/${name}`, join(library, name)] as const),
  ]);
}
