import { createHmac } from 'node:crypto';
import type { Clock } from '../model/clock.ts';

export interface WebhookOptions {
  readonly url: string;
  /** Known to the receiver, too. */
  readonly secret: string;
  readonly clock: Clock;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;
/** What a receiver may answer at most. */
const answerBytesMax = 65_536;

export interface WebhookAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Somebody's HTTP server that is told things: a POST of JSON, signed so that the receiver knows who calls.
 * `X-Qiyun-Timestamp` is now in seconds, `X-Qiyun-Signature` is `sha256=` and the HMAC-SHA256 in hex, with the shared
 * secret, of the timestamp, a dot and the body.
 */
export class Webhook {
  readonly #options: WebhookOptions;

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** Rejects when nobody answers in time, or with more than 64 KiB. No redirect is followed. */
  async post(content: object): Promise<WebhookAnswer> {
    const { url, secret, clock, timeoutMs = defaultTimeoutMs } = this.#options;
    const body = JSON.stringify(content);
    const timestamp = Math.floor(clock() / 1000);
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-qiyun-timestamp': String(timestamp),
        'x-qiyun-signature': `sha256=${signature}`,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await readText(response) };
  }
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new Error('the webhook answered too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
