import { Skeleton, Stack, Tabs } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Failure } from '../../page/failure.tsx';
import { MissingPage } from '../../page/missing-page.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { type Product, productsQuery } from '../../scope/scope.ts';
import { useSearchState } from '../../table/search-state.ts';
import { DeviceActions } from './device-actions.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { dataPointsQuery, deviceQuery } from './device-queries.ts';
import { DeviceTitle } from './device-title.tsx';
import { LiveTab } from './live/live-tab.tsx';
import { useLiveDevice } from './live/use-live-device.ts';

const HistoryTab = lazy(async () => ({ default: (await import('./history/history-tab.tsx')).HistoryTab }));
const ConnectionsTab = lazy(async () => ({
  default: (await import('./connections/connections-tab.tsx')).ConnectionsTab,
}));
const FramesTab = lazy(async () => ({ default: (await import('./frames/frames-tab.tsx')).FramesTab }));
const AlarmsTab = lazy(async () => ({ default: (await import('./alarms/alarms-tab.tsx')).AlarmsTab }));
const BindingsTab = lazy(async () => ({
  default: (await import('./bindings/bindings-tab.tsx')).BindingsTab,
}));
const LocationTab = lazy(async () => ({
  default: (await import('./location/location-tab.tsx')).LocationTab,
}));

const tabs = ['live', 'history', 'connections', 'frames', 'alarms', 'bindings', 'location'] as const;
type Tab = (typeof tabs)[number];

/** All about one device. */
export function DevicePage() {
  const { product_key = '', did = '' } = useParams();
  const { data: products } = useSuspenseQuery(productsQuery);
  const product = products.find((one) => one.product_key === product_key);
  if (!product) return <MissingPage />;
  return <OneDevice key={did} product={product} did={did} />;
}

interface OneDeviceProps {
  readonly product: Product;
  readonly did: string;
}

function OneDevice({ product, did }: OneDeviceProps) {
  const { t } = useTranslation('device');
  const { data: device, error, refetch } = useQuery(deviceQuery(did));
  const { data: points, error: pointsError } = useQuery(
    dataPointsQuery(product.product_key, Boolean(product.definition_version)),
  );
  const live = useLiveDevice({ product_key: product.product_key, did });
  const [{ tab }, change] = useSearchState(['tab']);
  const shown = tabs.find((one) => one === tab) ?? 'live';
  const failure = error ?? pointsError;
  if (failure && !(device && points))
    return (
      <PageFrame title={did}>
        <Failure error={failure} onRetry={() => void refetch()} />
      </PageFrame>
    );
  if (!device || !points || device.product_key !== product.product_key) return <LoadingDevice did={did} />;
  return (
    <PageFrame
      title={device.mac}
      description={<DeviceTitle product={product} device={device} live={live} />}
      actions={<DeviceActions device={device} />}
    >
      <DeviceFacts device={device} live={live} />
      <Tabs
        value={shown}
        onChange={(next) => change({ tab: next === 'live' ? '' : (next ?? '') })}
        keepMounted={false}
      >
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {tabs.map((name) => (
            <Tabs.Tab
              key={name}
              value={name}
              style={{ whiteSpace: 'nowrap' }}
              {...(name === shown && { ref: showTab })}
            >
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((name) => (
          <Tabs.Panel key={name} value={name} pt="md">
            <Suspense fallback={<Skeleton h={420} />}>{contentOf(name)}</Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </PageFrame>
  );

  function contentOf(name: Tab) {
    switch (name) {
      case 'live':
        return <LiveTab product={product} device={device!} live={live} points={points!} />;
      case 'history':
        return <HistoryTab device={device!} points={points!} />;
      case 'connections':
        return <ConnectionsTab device={device!} />;
      case 'frames':
        return <FramesTab device={device!} points={points!} />;
      case 'alarms':
        return <AlarmsTab device={device!} />;
      case 'bindings':
        return <BindingsTab product={product} device={device!} />;
      case 'location':
        return <LocationTab device={device!} />;
    }
  }
}

/** On a phone the list of tabs is wider than the window. */
function showTab(tab: HTMLElement | null): void {
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function LoadingDevice({ did }: { readonly did: string }) {
  return (
    <PageFrame title={did}>
      <Stack>
        <Skeleton h={136} />
        <Skeleton h={420} />
      </Stack>
    </PageFrame>
  );
}
