import { Button, Card, Center, Grid, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFolderPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../page/failure.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { Panel } from '../../page/panel.tsx';
import { WithProduct } from '../../page/with-product.tsx';
import type { Product } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { useSearchState } from '../../table/search-state.ts';
import { groupsQuery } from '../device/device-queries.ts';
import { ChosenGroup } from './chosen-group.tsx';
import { CreateGroup } from './create-group.tsx';
import { GroupTree } from './group-tree.tsx';

/** The groups that the devices of a product are in. */
export function GroupsPage() {
  return <WithProduct>{(product) => <Groups key={product.product_key} product={product} />}</WithProduct>;
}

const refreshMs = 10_000;

function Groups({ product }: { readonly product: Product }) {
  const { t } = useTranslation('groups');
  const productKey = product.product_key;
  const mayChange = useMayChange();
  const [{ gid }, change] = useSearchState(['gid']);
  const {
    data: groups,
    error,
    refetch,
  } = useQuery({ ...groupsQuery(productKey), refetchInterval: refreshMs });
  const [isCreating, creating] = useDisclosure(false);
  const chosen = groups?.find((group) => group.gid === gid) ?? groups?.[0];
  const choose = (next: string) => change({ gid: next });
  return (
    <PageFrame
      title={t('title')}
      description={product.name}
      actions={
        mayChange &&
        groups && (
          <Button leftSection={<IconFolderPlus size={16} />} onClick={creating.open}>
            {t('create')}
          </Button>
        )
      }
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!groups && !error && <Skeleton h={480} />}
      {groups?.length === 0 && <NoGroups />}
      {groups && chosen && (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <Panel title={t('tree')}>
              <GroupTree groups={groups} chosen={chosen.gid} onChoose={choose} />
            </Panel>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 8 }} miw={0}>
            <ChosenGroup productKey={productKey} groups={groups} group={chosen} onChoose={choose} />
          </Grid.Col>
        </Grid>
      )}
      {isCreating && (
        <CreateGroup
          productKey={productKey}
          parentGid={chosen?.gid}
          onDone={choose}
          onClose={creating.close}
        />
      )}
    </PageFrame>
  );
}

function NoGroups() {
  const { t } = useTranslation('groups');
  const mayChange = useMayChange();
  return (
    <Card withBorder>
      <Center mih={240}>
        <Stack align="center" gap={4}>
          <Text fw={500}>{t('none')}</Text>
          <Text size="sm" c="dimmed" ta="center" maw={440}>
            {t(mayChange ? 'noneHint' : 'noneForViewer')}
          </Text>
        </Stack>
      </Center>
    </Card>
  );
}
