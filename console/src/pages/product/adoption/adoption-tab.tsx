import { Stack } from '@mantine/core';
import type { ProductDetail } from '../product-queries.ts';
import { AdoptionPanel } from './adoption-panel.tsx';
import { WaitingDevices } from './waiting-devices.tsx';

/** Devices that nobody here knows: whether they may come in, and which have. */
export function AdoptionTab({ product }: { readonly product: ProductDetail }) {
  return (
    <Stack>
      <AdoptionPanel product={product} />
      <WaitingDevices productKey={product.product_key} />
    </Stack>
  );
}
