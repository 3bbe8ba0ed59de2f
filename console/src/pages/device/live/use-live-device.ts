import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useReducer, useState } from 'react';
import type { DevicePath } from '../device-queries.ts';
import {
  afterEvent,
  type DeviceEvent,
  deviceEventNames,
  type LiveDevice,
  unheardDevice,
} from './live-device.ts';

export type LiveConnection = 'connecting' | 'live' | 'reconnecting';

/** When the server refuses the stream, the browser does not try again by itself. */
const retryMs = 3_000;

/**
 * The device as it is while the page is looked at. A page that nobody sees holds no stream: a browser has only so many
 * connections to a server.
 */
export function useLiveDevice({ product_key, did }: DevicePath): LiveDevice & {
  readonly connection: LiveConnection;
} {
  const [device, tell] = useReducer(afterEvent, unheardDevice);
  const [connection, setConnection] = useState<LiveConnection>('connecting');
  const [attempt, setAttempt] = useState(0);
  const isVisible = useDocumentVisibility() !== 'hidden';

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt opens another stream
  useEffect(() => {
    if (!isVisible) return;
    const source = new EventSource(
      `/console/v1/products/${encodeURIComponent(product_key)}/devices/${encodeURIComponent(did)}/events`,
    );
    let retry: ReturnType<typeof setTimeout> | undefined;
    for (const type of deviceEventNames) {
      source.addEventListener(type, ({ data }) => {
        setConnection('live');
        tell({ type, ...JSON.parse(data) } as DeviceEvent);
      });
    }
    source.onerror = () => {
      setConnection('reconnecting');
      if (source.readyState === EventSource.CLOSED)
        retry = setTimeout(() => setAttempt((last) => last + 1), retryMs);
    };
    return () => {
      clearTimeout(retry);
      source.close();
    };
  }, [product_key, did, isVisible, attempt]);

  return { ...device, connection };
}
