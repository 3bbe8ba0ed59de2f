import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const allStyles = '@mantine/core/styles.css';
const library = dirname(createRequire(import.meta.url).resolve(allStyles));
const classNamesOf = /@mantine\/core\/esm\/.*\/(\w+)\.module\.mjs$/;

/**
 * Lets each component of Mantine bring its own styles, so that a page loads those of the components it uses and no list
 * has to be kept. A component imports those it is made of before its own class names, so its styles come after theirs.
 * While one develops, the library is bundled beforehand, and all styles come at once.
 */
export function mantineStyles(): Plugin {
  let isBuild = true;
  return {
    name: 'mantine-styles',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    transform(code, id) {
      const style = isBuild ? styleOf(id) : id.endsWith('/src/main.tsx') && allStyles;
      return style ? { code: `import '${style}';\n${code}`, map: null } : undefined;
    },
  };
}

function styleOf(id: string): string | undefined {
  const name = id.match(classNamesOf)?.[1];
  if (!name || !existsSync(join(library, 'styles', `${name}.css`))) return undefined;
  return `@mantine/core/styles/${name}.css`;
}
