interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** All that a command touches besides files and the server. */
export interface CliIo {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}
