import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';
import type { Attr, DefinitionDocument } from './definition-draft.ts';

export type Answer<Path extends keyof paths, Method extends keyof paths[Path]> = paths[Path][Method] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

export type ProductDetail = Omit<Answer<'/admin/v1/products/{product_key}', 'get'>, 'datapoints'> & {
  readonly datapoints: DefinitionDocument | null;
};
export type DefinitionPreview = Answer<'/console/v1/definitions/preview', 'post'>;
export type Packet = DefinitionPreview['status'];
export type PacketPiece = Packet['packet_bytes'][number];
export type VirtualDevice = Answer<'/console/v1/products/{product_key}/virtual_device', 'get'>;
export type ProductChange = NonNullable<
  paths['/admin/v1/products/{product_key}']['patch']['requestBody']
>['content']['application/json'];
export type GivenDevice = NonNullable<
  paths['/admin/v1/products/{product_key}/devices']['post']['requestBody']
>['content']['application/json']['devices'][number];
export type ImportAnswer = Answer<'/admin/v1/products/{product_key}/devices', 'post'>;

export const pathOf = (product_key: string) => ({ params: { path: { product_key } } });

export const productQuery = (productKey: string) =>
  queryOptions({
    queryKey: ['product', { productKey }],
    queryFn: () => answerOf(managementApi.GET('/admin/v1/products/{product_key}', pathOf(productKey))),
    select: (product) => product as ProductDetail,
    // What somebody edits does not change under his hands.
    refetchOnWindowFocus: false,
  });

/** The server's word on a definition: completed, checked and drawn; the newest answer stays until the next one is there. */
export function useDefinitionPreview(document: object | undefined, productKey: string) {
  return useQuery({
    queryKey: ['definition-preview', { document, productKey }],
    queryFn: () => previewDefinition(document!, productKey),
    enabled: document !== undefined,
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
}

/** @throws ApiError whose message names the bad field */
export function previewDefinition(document: unknown, productKey?: string): Promise<DefinitionPreview> {
  const body = { datapoints: document, ...(productKey && { product_key: productKey }) };
  return answerOf(managementApi.POST('/console/v1/definitions/preview', { body }));
}

export function useUpdateProduct(productKey: string) {
  const forget = useForgetProducts();
  return useMutation({
    mutationFn: (body: ProductChange) =>
      answerOf(managementApi.PATCH('/admin/v1/products/{product_key}', { ...pathOf(productKey), body })),
    onSuccess: forget,
  });
}

export function useRotateSecret(productKey: string) {
  return useMutation({
    mutationFn: () =>
      answerOf(managementApi.POST('/admin/v1/products/{product_key}/rotate_secret', pathOf(productKey))),
  });
}

export function useDeleteProduct(productKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(managementApi.DELETE('/admin/v1/products/{product_key}', pathOf(productKey))),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['product', { productKey }] });
      return queries.invalidateQueries({ queryKey: ['products'] });
    },
  });
}

/** What it answers is told whatever becomes of single devices. */
export function useImportDevices(productKey: string) {
  const forget = useForgetProducts();
  return useMutation({
    mutationFn: (devices: GivenDevice[]) =>
      answerOf(
        managementApi.POST('/admin/v1/products/{product_key}/devices', {
          ...pathOf(productKey),
          body: { devices },
        }),
      ),
    onSuccess: forget,
  });
}

/** What shows a product or its devices is asked for again. */
export function useForgetProducts() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      ['product', 'products', 'product-device-counts', 'devices', 'waiting-devices', 'overview'].map((name) =>
        queries.invalidateQueries({ queryKey: [name] }),
      ),
    );
}

const virtualDevicePath = '/console/v1/products/{product_key}/virtual_device';
const refreshMs = 2_000;

export function useVirtualDevice(productKey: string) {
  return useQuery({
    queryKey: ['virtual-device', { productKey }],
    queryFn: () => answerOf(managementApi.GET(virtualDevicePath, pathOf(productKey))),
    refetchInterval: ({ state }) => (state.data?.is_running || state.data?.is_online ? refreshMs : false),
  });
}

export function useVirtualDeviceChanges(productKey: string) {
  const queries = useQueryClient();
  const queryKey = ['virtual-device', { productKey }];
  const forget = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey }),
      queries.invalidateQueries({ queryKey: ['product-device-counts'] }),
    ]);
  const start = useMutation({
    mutationFn: () => answerOf(managementApi.PUT(virtualDevicePath, pathOf(productKey))),
    onSuccess: forget,
  });
  const stop = useMutation({
    mutationFn: ({ isErased }: { isErased: boolean }) =>
      answerOf(
        managementApi.DELETE(virtualDevicePath, {
          params: { path: { product_key: productKey }, query: { erase: isErased ? 1 : 0 } },
        }),
      ),
    onSuccess: forget,
  });
  const report = useMutation({
    mutationFn: (attrs: Record<Attr['name'], unknown>) =>
      answerOf(managementApi.PATCH(virtualDevicePath, { ...pathOf(productKey), body: { attrs } })),
    // The report is on its way through the server: what was set is shown until it is there.
    onMutate: (attrs) =>
      queries.setQueryData<VirtualDevice>(queryKey, (device) => device && shownWith(device, attrs)),
    onError: forget,
  });
  return { start, stop, report };
}

function shownWith(device: VirtualDevice, attrs: Record<string, unknown>): VirtualDevice {
  const shown = Object.entries(attrs).map(([name, value]) => [
    name,
    value === true ? 1 : value === false ? 0 : value,
  ]);
  return { ...device, attrs: { ...device.attrs, ...(Object.fromEntries(shown) as VirtualDevice['attrs']) } };
}
