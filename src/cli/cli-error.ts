/** A command cannot go on. The message is what the person at the terminal reads: what happened and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
