import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconBan, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../page/failure.tsx';
import { Panel } from '../../../page/panel.tsx';
import { useMayChange } from '../../../session/session.ts';
import { DataTable } from '../../../table/data-table.tsx';
import { Pager } from '../../../table/pager.tsx';
import { useSearchState } from '../../../table/search-state.ts';
import { SelectedRows } from '../../../table/selected-rows.tsx';
import { type WaitingDevice, waitingDevicesQuery } from './adoption-queries.ts';
import { ApproveDevices } from './approve-devices.tsx';
import { ApproveListed } from './approve-listed.tsx';
import { NobodyWaits } from './nobody-waits.tsx';
import { RefuseDevices } from './refuse-devices.tsx';
import { useWaitingColumns } from './waiting-columns.tsx';

const limit = 50;

interface Question {
  readonly verdict: 'approve' | 'refuse';
  readonly devices: readonly WaitingDevice[];
}

/** The devices that wait for approval, or were refused it; managers choose some of a page and decide. */
export function WaitingDevices({ productKey }: { readonly productKey: string }) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const mayChange = useMayChange();
  const [inAddress, change] = useSearchState(['state', 'skip']);
  const state = inAddress.state === 'refused' ? 'refused' : 'waiting';
  const skip = Number(inAddress.skip) || 0;
  const { data, dataUpdatedAt, error, isPlaceholderData, refetch } = useQuery(
    waitingDevicesQuery(productKey, { state, limit, skip }),
  );
  const columns = useWaitingColumns();
  const [ids, setIds] = useState<readonly string[]>([]);
  const [question, setQuestion] = useState<Question>();
  const rows = data?.objects ?? [];
  const chosen = rows.filter(({ did }) => ids.includes(did));
  const show = (next: Parameters<typeof change>[0]) => {
    setIds([]);
    change(next);
  };
  const decision = {
    productKey,
    onClose: () => setQuestion(undefined),
    onDecided: () => show({ skip: '' }),
  };
  return (
    <>
      <Panel title={t('adoption.list')}>
        {error && <Failure error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h={240} />}
        {data && (
          <DataTable
            label={shell('tableOf', { title: t('adoption.list') })}
            columns={columns}
            rows={rows}
            idOf={({ did }) => did}
            asOf={dataUpdatedAt}
            isFetching={isPlaceholderData}
            hasFixedColumns
            emptyText={state === 'refused' ? t('adoption.noneRefused') : <NobodyWaits />}
            tools={
              <>
                <SegmentedControl
                  aria-label={t('adoption.state')}
                  value={state}
                  onChange={(next) => show({ state: next === 'refused' ? next : '' })}
                  data={[
                    { value: 'waiting', label: t('adoption.waiting') },
                    { value: 'refused', label: t('adoption.refused') },
                  ]}
                />
                {mayChange && state === 'waiting' && rows.length > 0 && (
                  <ApproveListed productKey={productKey} onDecided={decision.onDecided} />
                )}
              </>
            }
            {...(mayChange && {
              selection: { ids, onChange: setIds, labelOf: ({ did }: WaitingDevice) => did },
            })}
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
      {chosen.length > 0 && (
        <SelectedRows count={chosen.length} onUnselect={() => setIds([])}>
          <Button
            size="xs"
            leftSection={<IconCheck size={14} />}
            onClick={() => setQuestion({ verdict: 'approve', devices: chosen })}
          >
            {t('adoption.approve')}
          </Button>
          {state === 'waiting' && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconBan size={14} />}
              onClick={() => setQuestion({ verdict: 'refuse', devices: chosen })}
            >
              {t('adoption.refuse')}
            </Button>
          )}
        </SelectedRows>
      )}
      {question?.verdict === 'approve' && <ApproveDevices {...decision} devices={question.devices} />}
      {question?.verdict === 'refuse' && <RefuseDevices {...decision} devices={question.devices} />}
    </>
  );
}
