import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../page/page-frame.tsx';
import { WithProduct } from '../../page/with-product.tsx';
import type { Product } from '../../scope/scope.ts';
import { useSearchState } from '../../table/search-state.ts';
import { DeviceBrowser } from './device-browser.tsx';
import { filterOf, listNames } from './device-filter.ts';

/** All devices of a product, and those that are looked for. */
export function DevicesPage() {
  return <WithProduct>{(product) => <Devices key={product.product_key} product={product} />}</WithProduct>;
}

function Devices({ product }: { readonly product: Product }) {
  const { t } = useTranslation('devices');
  return (
    <PageFrame
      title={t('title')}
      description={product.name}
      actions={<DownloadButton productKey={product.product_key} />}
    >
      <DeviceBrowser productKey={product.product_key} />
    </PageFrame>
  );
}

/** The server writes it while the browser saves it: it may be long. */
function DownloadButton({ productKey }: { readonly productKey: string }) {
  const { t } = useTranslation('devices');
  const [state] = useSearchState(listNames);
  const filter = new URLSearchParams(
    Object.entries(filterOf(state)).map(([name, value]) => [name, String(value)]),
  );
  return (
    <Button
      component="a"
      href={`/console/v1/products/${productKey}/devices.csv?${filter}`}
      download
      variant="default"
      leftSection={<IconDownload size={16} />}
    >
      {t('download')}
    </Button>
  );
}
