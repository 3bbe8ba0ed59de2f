import { readFile } from 'node:fs/promises';
import { CliError } from './cli-error.ts';

/** @throws CliError that names the file and what is wrong with it */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${error.code}).`);
  });
  try {
    // Editors on Windows put a byte order mark in front.
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new CliError(`${path} is not valid JSON: ${(error as Error).message}.`);
  }
}
