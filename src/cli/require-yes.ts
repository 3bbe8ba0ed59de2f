import { CliError } from './cli-error.ts';

/** Erasing cannot be undone, so it is asked for twice. */
export function requireYes(options: { readonly yes?: boolean }, what: string): void {
  if (!options.yes) throw new CliError(`This erases ${what} for good. Add --yes to do it.`);
}
