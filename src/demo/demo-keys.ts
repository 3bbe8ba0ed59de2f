import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { QiyunError } from '../model/errors.ts';
import { hexIdentifierPattern, newHexIdentifier } from '../model/identifiers.ts';

const names = [
  'enterprise_id',
  'enterprise_secret',
  'greenhouse_product_key',
  'greenhouse_product_secret',
  'valve_product_key',
  'valve_product_secret',
  'appid',
  'app_secret',
] as const;

/** Ids and secrets of all that the demo makes, named as the API names them. */
export type DemoKeys = Readonly<Record<(typeof names)[number], string>>;

/**
 * The keys in the file, which the first run makes with mode 600. They are there before anything is made with them, so
 * that a run that was cut off is completed by the next.
 *
 * @throws QiyunError when the file is there but does not hold them
 */
export async function loadDemoKeys(path: string): Promise<DemoKeys> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? makeKeys(path) : parseKeys(text, path);
}

function parseKeys(text: string, path: string): DemoKeys {
  try {
    const keys = JSON.parse(text) as DemoKeys;
    if (names.every((name) => new RegExp(hexIdentifierPattern).test(keys[name]))) return keys;
  } catch {
    // The same as JSON of something else.
  }
  throw new QiyunError('5409', {
    detail: `${path} does not hold the demo's keys: delete it to have new ones`,
  });
}

async function makeKeys(path: string): Promise<DemoKeys> {
  const keys = Object.fromEntries(names.map((name) => [name, newHexIdentifier()])) as DemoKeys;
  const draft = `${path}.new`;
  await writeFile(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true });
  // The mode above counts only for a file that was not there before.
  await chmod(draft, 0o600);
  await rename(draft, path);
  return keys;
}
