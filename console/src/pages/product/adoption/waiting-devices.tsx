import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../page/failure.tsx';
import { Panel } from '../../../page/panel.tsx';
import { useMayChange } from '../../../session/session.ts';
import { DataTable } from '../../../table/data-table.tsx';
import { Pager } from '../../../table/pager.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import { type WaitingDevice, waitingDevicesQuery } from './adoption-queries.ts';
import { ApproveListed } from './approve-listed.tsx';
import { DecideDevices } from './decide-devices.tsx';
import { NobodyWaits } from './nobody-waits.tsx';
import { useWaitingColumns } from './waiting-columns.tsx';

type State = WaitingDevice['state'];

const limit = 50;

/** The devices that wait for approval, or were refused it; managers choose some of a page and decide. */
export function WaitingDevices({ productKey }: { readonly productKey: string }) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const mayChange = useMayChange();
  const [inAddress, change] = useSearchState(['state', 'skip']);
  const state: State = inAddress.state === 'refused' ? 'refused' : 'waiting';
  const skip = Number(inAddress.skip) || 0;
  const query = useQuery(waitingDevicesQuery(productKey, { state, limit, skip }));
  const { data, error } = query;
  const columns = useWaitingColumns();
  const [ids, setIds] = useState<readonly string[]>([]);
  const unselect = () => setIds([]);
  const rows = data?.objects ?? [];
  const show = (next: Parameters<typeof change>[0]) => {
    unselect();
    change(next);
  };
  const toFirstPage = () => show({ skip: '' });
  return (
    <>
      <Panel title={t('adoption.list')}>
        {error && <Failure error={error} onRetry={() => void query.refetch()} />}
        {!data && !error && <Skeleton h={240} />}
        {data && (
          <DataTable
            label={shell('tableOf', { title: t('adoption.list') })}
            columns={columns}
            rows={rows}
            idOf={didOf}
            asOf={query.dataUpdatedAt}
            isFetching={query.isPlaceholderData}
            hasFixedColumns
            emptyText={state === 'refused' ? t('adoption.noneRefused') : <NobodyWaits />}
            tools={
              <>
                <StateSelect
                  state={state}
                  onChange={(next) => show({ state: next === 'refused' ? next : '' })}
                />
                {mayChange && state === 'waiting' && rows.length > 0 && (
                  <ApproveListed productKey={productKey} onDecided={toFirstPage} />
                )}
              </>
            }
            {...(mayChange && { selection: { ids, onChange: setIds, labelOf: didOf } })}
          />
        )}
        {data && data.meta.total > limit && (
          <Pager
            skip={skip}
            limit={limit}
            total={data.meta.total}
            onSkip={(next) => show({ skip: String(next || '') })}
          />
        )}
      </Panel>
      <DecideDevices
        productKey={productKey}
        devices={rows.filter(({ did }) => ids.includes(did))}
        onUnselect={unselect}
        onDecided={toFirstPage}
      />
    </>
  );
}

const didOf = ({ did }: WaitingDevice) => did;

interface StateSelectProps {
  readonly state: State;
  onChange(state: State): void;
}

function StateSelect({ state, onChange }: StateSelectProps) {
  const { t } = useTranslation('product');
  return (
    <SegmentedControl
      aria-label={t('adoption.state')}
      value={state}
      onChange={onChange}
      data={[
        { value: 'waiting', label: t('adoption.waiting') },
        { value: 'refused', label: t('adoption.refused') },
      ]}
    />
  );
}
