import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { type ProductDetail, useDeleteProduct } from './product-queries.ts';

/** Erases a product with all its devices, once its name was typed. */
export function DeleteProduct({ product: { product_key, name } }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const navigate = useNavigate();
  const erase = useDeleteProduct(product_key);
  const [isOpen, setIsOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const close = () => {
    setIsOpen(false);
    setTyped('');
  };
  // The page goes with the product: what is awaited here outlives it.
  const confirm = async () => {
    try {
      await erase.mutateAsync();
      notify.done(t('delete.done', { name }));
      await navigate('/products');
    } catch (error) {
      notify.failed(error);
    }
  };
  return (
    <Panel title={t('delete.title')}>
      <Group justify="space-between" wrap="wrap">
        <Text size="sm" maw={480}>
          {t('delete.hint')}
        </Text>
        <Button color="red" variant="outline" onClick={() => setIsOpen(true)}>
          {t('delete.title')}
        </Button>
      </Group>
      <Dialog isOpen={isOpen} onClose={close} title={t('delete.title')}>
        <Stack>
          <Text size="sm">{t('delete.warning')}</Text>
          <TextInput
            label={t('delete.typeName', { name })}
            value={typed}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => setTyped(value)}
          />
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={close}>
              {shell('cancel')}
            </Button>
            <Button
              color="red"
              disabled={typed !== name}
              loading={erase.isPending}
              onClick={() => void confirm()}
            >
              {t('delete.confirm')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </Panel>
  );
}
