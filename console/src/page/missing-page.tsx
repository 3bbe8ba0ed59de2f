import { Button, Center, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

export function MissingPage() {
  const { t } = useTranslation('shell');
  return (
    <Center mih="40vh">
      <Stack align="center">
        <Title order={1} size="h3">
          {t('missing')}
        </Title>
        <Button component={Link} to="/">
          {t('toOverview')}
        </Button>
      </Stack>
    </Center>
  );
}
