import { SimpleGrid } from '@mantine/core';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../page/page-frame.tsx';
import { useScope } from '../../scope/scope.ts';
import { FleetFigures } from './fleet-figures.tsx';
import { FleetHistory } from './fleet-history.tsx';
import { MessageRate } from './message-rate.tsx';
import { askedOf } from './overview-queries.ts';
import { PlaceTree } from './place-tree.tsx';
import { TopProducts } from './top-products.tsx';

const FirstSteps = lazy(async () => ({
  default: (await import('../first-steps/first-steps.tsx')).FirstSteps,
}));

/** How the fleet is: now, over time, and where. An installation without products leads to the first one instead. */
export function OverviewPage() {
  const { t } = useTranslation('overview');
  const scope = useScope();
  const asked = askedOf(scope);
  if (scope.products.length === 0) return <FirstSteps enterprises={scope.enterprises} />;
  return (
    <PageFrame title={t('title')}>
      <FleetFigures asked={asked} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <FleetHistory asked={asked} />
        <MessageRate key={JSON.stringify(asked)} asked={asked} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <PlaceTree asked={asked} />
        <TopProducts asked={asked} />
      </SimpleGrid>
    </PageFrame>
  );
}
