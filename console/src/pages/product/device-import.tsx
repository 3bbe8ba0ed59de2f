import { Alert, Button, FileButton, Group, Progress, Stack, Table, Text, Textarea } from '@mantine/core';
import { IconCheck, IconDownload, IconUpload } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { csvOf } from '../../format/csv.ts';
import { download } from '../../format/download.ts';
import { useFormat } from '../../format/format.ts';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { type DeviceLine, deviceLinesOf } from './device-lines.ts';
import { type ImportAnswer, type ProductDetail, useImportDevices } from './product-queries.ts';
import { useRefusalReason } from './refusal-reason.ts';

interface Outcome {
  readonly created: ImportAnswer['created'];
  readonly failed: readonly { readonly line: number; readonly mac: string; readonly detail: string }[];
}

const mostPerCall = 1_000;

/** Enters devices before they are first switched on. */
export function DeviceImport({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const notify = useNotify();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<Outcome>();
  const [doneCount, setDoneCount] = useState<number>();
  const { mutateAsync } = useImportDevices(product.product_key);
  const lines = useMemo(() => deviceLinesOf(text), [text]);

  const enter = async () => {
    let all: Outcome = { created: [], failed: [] };
    try {
      for (let from = 0; from < lines.length; from += mostPerCall) {
        setDoneCount(from);
        const some = lines.slice(from, from + mostPerCall);
        all = joined(all, await mutateAsync(some.map(({ device }) => device)), some);
      }
      setText('');
    } catch (error) {
      notify.failed(error);
    }
    setDoneCount(undefined);
    setOutcome(all);
  };

  return (
    <Stack maw={760}>
      <Panel title={t('import.title')}>
        <Text size="sm">{t('import.hint')}</Text>
        <Textarea
          label={t('import.list')}
          description={t('import.format')}
          autosize
          minRows={6}
          maxRows={16}
          spellCheck={false}
          value={text}
          placeholder={'ACCF23000001\nACCF23000002,,,SN-0002'}
          onChange={({ currentTarget: { value } }) => {
            setText(value);
            setOutcome(undefined);
          }}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        />
        <Group justify="space-between">
          <FileButton
            accept=".csv,.txt,text/csv,text/plain"
            inputProps={{ 'aria-label': t('import.file') }}
            onChange={(file) => void file?.text().then(setText)}
          >
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconUpload size={16} />}>
                {t('import.file')}
              </Button>
            )}
          </FileButton>
          <Button
            disabled={lines.length === 0}
            loading={doneCount !== undefined}
            onClick={() => void enter()}
          >
            {lines.length === 0
              ? t('import.enterNone')
              : t('import.enter', { number: format.number(lines.length) })}
          </Button>
        </Group>
        {doneCount !== undefined && lines.length > mostPerCall && (
          <Progress value={(100 * doneCount) / lines.length} aria-label={t('import.title')} />
        )}
      </Panel>
      {outcome && <ImportOutcome outcome={outcome} productName={product.name} />}
    </Stack>
  );
}

function joined(before: Outcome, { created, failed }: ImportAnswer, lines: readonly DeviceLine[]): Outcome {
  const refused = failed.map(({ index, mac, detail }) => ({ line: lines[index]!.line, mac, detail }));
  return { created: [...before.created, ...created], failed: [...before.failed, ...refused] };
}

const mostShown = 200;

function ImportOutcome({
  outcome: { created, failed },
  productName,
}: {
  readonly outcome: Outcome;
  readonly productName: string;
}) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const reasonOf = useRefusalReason();
  const saveCreated = () =>
    download(
      `${productName}-devices.csv`,
      csvOf(
        ['mac', 'did'],
        created.map(({ mac, did }) => [mac, did]),
      ),
    );
  return (
    <Panel title={t('import.outcome')}>
      {created.length > 0 && (
        <Alert color="green" icon={<IconCheck />} role="status">
          <Group justify="space-between">
            <Text size="sm">
              {t('import.created', { count: created.length, number: format.number(created.length) })}
            </Text>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={saveCreated}
            >
              {t('import.saveCreated')}
            </Button>
          </Group>
        </Alert>
      )}
      {failed.length > 0 && (
        <>
          <Text size="sm" fw={500} role="alert">
            {t('import.failed', { count: failed.length, number: format.number(failed.length) })}
          </Text>
          <Table.ScrollContainer minWidth={360}>
            <Table aria-label={t('import.failedTable')} verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th ta="right" w={70}>
                    {t('import.line')}
                  </Table.Th>
                  <Table.Th>MAC</Table.Th>
                  <Table.Th>{t('import.reason')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {failed.slice(0, mostShown).map(({ line, mac, detail }) => (
                  <Table.Tr key={line}>
                    <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                      {line}
                    </Table.Td>
                    <Table.Td ff="monospace">{mac}</Table.Td>
                    <Table.Td>{reasonOf(detail)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          {failed.length > mostShown && (
            <Text size="xs" c="dimmed">
              {t('import.moreFailed', { number: format.number(failed.length - mostShown) })}
            </Text>
          )}
        </>
      )}
    </Panel>
  );
}
