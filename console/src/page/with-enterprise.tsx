import { Button, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useOneEnterprise } from '../scope/one-enterprise.ts';
import type { Enterprise } from '../scope/scope.ts';

interface WithEnterpriseProps {
  readonly children: (enterprise: Enterprise) => ReactNode;
}

/** A page about one enterprise: the chosen one, or what to do when there is none. */
export function WithEnterprise({ children }: WithEnterpriseProps) {
  const { t } = useTranslation('shell');
  const enterprise = useOneEnterprise();
  if (enterprise) return children(enterprise);
  return (
    <Center mih="40vh">
      <Stack align="center" gap="xs">
        <Title order={1} size="h3">
          {t('noEnterprise')}
        </Title>
        <Text c="dimmed">{t('noEnterpriseHint')}</Text>
        <Button component={Link} to="/api-access">
          {t('createEnterprise')}
        </Button>
      </Stack>
    </Center>
  );
}
