import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Calendars } from '../../calendar/calendars.tsx';
import { Failure } from '../../page/failure.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { WithProduct } from '../../page/with-product.tsx';
import type { Product } from '../../scope/scope.ts';
import { AlarmFigures } from './alarm-figures.tsx';
import { AlarmFilterBar } from './alarm-filter-bar.tsx';
import { useAlarmFilters } from './alarm-filters.ts';
import { AlarmList } from './alarm-list.tsx';
import { countsQuery } from './alarm-queries.ts';
import { PointsPanel } from './points-panel.tsx';

/** The faults and alerts of the chosen product. */
export function AlarmsPage() {
  return <WithProduct>{(product) => <AlarmsOfProduct product={product} />}</WithProduct>;
}

function AlarmsOfProduct({ product }: { readonly product: Product }) {
  const { t } = useTranslation('alarms');
  const productKey = product.product_key;
  const [filters, change] = useAlarmFilters();
  const { data: counts, error, refetch } = useQuery(countsQuery(productKey, filters));
  return (
    <Calendars>
      <PageFrame title={t('title')} description={`${product.name} · ${t('description')}`}>
        <AlarmFilterBar key={productKey} productKey={productKey} filters={filters} change={change} />
        {error ? (
          <Failure error={error} onRetry={() => refetch()} />
        ) : (
          <>
            <AlarmFigures points={counts?.points} />
            <PointsPanel points={counts?.points} filters={filters} change={change} />
          </>
        )}
        <AlarmList productKey={productKey} filters={filters} />
      </PageFrame>
    </Calendars>
  );
}
