import { useCallback, useReducer, useRef } from 'react';
import { answerOf, enterpriseApi } from '../../../api/api-client.ts';
import { ApiError } from '../../../api/api-error.ts';
import type { PointValue } from '../data-point.ts';
import type { DevicePath } from '../device-queries.ts';

/** What a device was told: values of data points, or bytes. */
export type CommandContent =
  | { readonly attrs: Readonly<Record<string, PointValue>> }
  | { readonly raw: string };

/** A command of this visit, and what became of it. */
export interface Command {
  readonly id: number;
  readonly content: CommandContent;
  /** Seconds since the epoch. */
  readonly sentAt: number;
  /** Reports that had come when it was sent. */
  readonly reportsBefore: number;
  readonly outcome: CommandOutcome;
}

export type CommandOutcome =
  | { readonly state: 'pending' }
  | { readonly state: 'acknowledged'; readonly ms: number }
  /** The device did not answer in time. */
  | { readonly state: 'silent'; readonly ms: number }
  | { readonly state: 'refused'; readonly reason: string };

type Change = { readonly sent: Command } | { readonly id: number; readonly outcome: CommandOutcome };

const mostKept = 20;
const notAcknowledged = '5403';

/** Tells the device what to do. Commands are the newest first. */
export function useCommands({ product_key, did }: DevicePath, reports: number) {
  const [commands, change] = useReducer(afterChange, []);
  const lastId = useRef(0);
  const reportsNow = useRef(reports);
  reportsNow.current = reports;

  const send = useCallback(
    async (content: CommandContent) => {
      lastId.current += 1;
      const id = lastId.current;
      const sent = { id, content, sentAt: Date.now() / 1000, reportsBefore: reportsNow.current };
      change({ sent: { ...sent, outcome: { state: 'pending' } } });
      change({ id, outcome: await outcomeOf(control({ product_key, did }, content)) });
    },
    [product_key, did],
  );
  return { commands, send };
}

function control({ product_key, did }: DevicePath, content: CommandContent): Promise<unknown> {
  return answerOf(
    enterpriseApi.POST('/v1/products/{product_key}/devices/{did}/control', {
      params: { path: { product_key, did } },
      // Also values of binary data points are in hex.
      body: { ...content, binary_coding: 'hex' },
    }),
  );
}

async function outcomeOf(answer: Promise<unknown>): Promise<CommandOutcome> {
  const startMs = performance.now();
  const ms = () => Math.round(performance.now() - startMs);
  try {
    await answer;
    return { state: 'acknowledged', ms: ms() };
  } catch (error) {
    if (error instanceof ApiError && error.code === notAcknowledged) return { state: 'silent', ms: ms() };
    return { state: 'refused', reason: error instanceof Error ? error.message : String(error) };
  }
}

function afterChange(commands: readonly Command[], change: Change): readonly Command[] {
  if ('sent' in change) return [change.sent, ...commands].slice(0, mostKept);
  return commands.map((one) => (one.id === change.id ? { ...one, outcome: change.outcome } : one));
}

/** The newest command about a data point. */
export function newestAbout(commands: readonly Command[], name: string): Command | undefined {
  return commands.find(({ content }) => 'attrs' in content && name in content.attrs);
}

/** What a data point is about to be: told to the device, which has not reported since. */
export function valueOnTheWay(
  command: Command | undefined,
  name: string,
  reports: number,
): PointValue | undefined {
  if (!command || !('attrs' in command.content)) return undefined;
  const { state } = command.outcome;
  const isOnTheWay = state === 'pending' || (state === 'acknowledged' && command.reportsBefore === reports);
  return isOnTheWay ? command.content.attrs[name] : undefined;
}
