import { Button, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type Product, useOneProduct } from '../scope/scope.ts';

interface WithProductProps {
  readonly children: (product: Product) => ReactNode;
}

/** A page about one product: the chosen one, or what to do when there is none. */
export function WithProduct({ children }: WithProductProps) {
  const { t } = useTranslation('shell');
  const product = useOneProduct();
  if (product) return children(product);
  return (
    <Center mih="40vh">
      <Stack align="center" gap="xs">
        <Title order={1} size="h3">
          {t('noProduct')}
        </Title>
        <Text c="dimmed">{t('noProductHint')}</Text>
        <Button component={Link} to="/products">
          {t('createProduct')}
        </Button>
      </Stack>
    </Center>
  );
}
