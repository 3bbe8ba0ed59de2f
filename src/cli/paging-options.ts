import type { Command } from 'commander';
import { wholeNumber } from './option-values.ts';

export interface PagingOptions {
  readonly limit: number;
  readonly skip: number;
}

export function addPagingOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'how many to show, 1 to 1000', wholeNumber, 100)
    .option('--skip <n>', 'how many to leave out first', wholeNumber, 0);
}

export function pagingQuery({ limit, skip }: PagingOptions): string {
  return `?limit=${limit}&skip=${skip}`;
}
