import { Button, Grid, Group, Menu, Text } from '@mantine/core';
import { IconChevronDown, IconDownload, IconFileImport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download } from '../../format/download.ts';
import { Failure } from '../../page/failure.tsx';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import { addPoint, draftOf, type Kind } from './definition-draft.ts';
import { EmptyDefinition } from './empty-definition.tsx';
import { ImportDefinition } from './import-definition.tsx';
import { isCompatible, layoutChangesOf } from './layout-changes.ts';
import { LayoutPanel } from './layout-panel.tsx';
import { PointList } from './point-list.tsx';
import { type DefinitionPreview, type ProductDetail, useUpdateProduct } from './product-queries.ts';
import { ProtocolSelect } from './protocol-select.tsx';
import { refusedPoint } from './refused-point.ts';
import { SaveBar } from './save-bar.tsx';
import { SaveDefinition } from './save-definition.tsx';
import { useDefinitionDraft } from './use-definition-draft.ts';

/** Edits a product's data points and shows what becomes of them on the wire. */
export function DefinitionEditor({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const mayChange = useMayChange();
  const update = useUpdateProduct(product.product_key);
  const editing = useDefinitionDraft(product);
  const { draft, setDraft, checked, savedPreview, error } = editing;
  const [openKey, setOpenKey] = useState<number>();
  const [isImporting, setIsImporting] = useState(false);
  const [asked, setAsked] = useState(false);
  const changes = checked && savedPreview ? layoutChangesOf(savedPreview, checked, draft.points) : undefined;

  const add = (kind: Kind) => {
    const next = addPoint(draft, kind);
    setDraft(next);
    setOpenKey(Math.max(...next.points.map(({ key }) => key)));
  };
  const take = (preview: DefinitionPreview) => {
    setDraft(draftOf(preview.document as never));
    setOpenKey(undefined);
    setIsImporting(false);
  };
  const save = () =>
    update.mutate(
      { datapoints: checked!.document },
      {
        onSuccess: ({ definition_version }) => notify.done(t('save.done', { version: definition_version })),
        onError: notify.failed,
        onSettled: () => setAsked(false),
      },
    );
  const choose = (name: string) => setOpenKey(draft.points.find((point) => point.name === name)?.key);
  const chosenName = draft.points.find(({ key }) => key === openKey)?.name;
  const isHarmless = !changes || isCompatible(changes);

  return (
    <>
      <Grid gap="md" align="flex-start">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Panel
            title={t('points.title')}
            actions={
              <>
                <ProtocolSelect draft={draft} isReadOnly={!mayChange} onChange={setDraft} />
                <Menu position="bottom-end">
                  <Menu.Target>
                    <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} />}>
                      JSON
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    {mayChange && (
                      <Menu.Item
                        leftSection={<IconFileImport size={16} />}
                        onClick={() => setIsImporting(true)}
                      >
                        {t('json.import')}
                      </Menu.Item>
                    )}
                    <Menu.Item
                      leftSection={<IconDownload size={16} />}
                      disabled={!checked}
                      onClick={() => exportJson(product, checked!)}
                    >
                      {t('json.export')}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </>
            }
          >
            {error && !refusedPoint(error) && <Failure error={error} />}
            {editing.isEmpty ? (
              <EmptyDefinition mayChange={mayChange} onImport={() => setIsImporting(true)} onTake={take} />
            ) : (
              <PointList
                draft={draft}
                complaints={editing.complaints}
                refused={refusedPoint(error)}
                openKey={openKey}
                isReadOnly={!mayChange}
                onOpen={setOpenKey}
                onChange={setDraft}
              />
            )}
            {mayChange && <AddButtons onAdd={add} />}
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }} style={{ position: 'sticky', top: 76 }}>
          {!editing.isEmpty && (
            <LayoutPanel
              preview={editing.preview}
              isOutdated={!checked}
              chosenName={chosenName}
              onChoose={choose}
            />
          )}
        </Grid.Col>
      </Grid>
      {mayChange && editing.isChanged && (
        <SaveBar
          isReady={checked !== undefined}
          isSaving={update.isPending}
          onDiscard={() => {
            editing.discard();
            setOpenKey(undefined);
          }}
          onSave={() => (isHarmless ? save() : setAsked(true))}
        >
          <Text size="sm">
            {editing.complaints.size > 0 || error
              ? t('save.wrong')
              : isHarmless
                ? t('save.harmless')
                : t('save.risky')}
          </Text>
        </SaveBar>
      )}
      <ImportDefinition
        isOpen={isImporting}
        productKey={product.product_key}
        onClose={() => setIsImporting(false)}
        onTake={take}
      />
      {changes && (
        <SaveDefinition
          isOpen={asked}
          changes={changes}
          isSaving={update.isPending}
          onClose={() => setAsked(false)}
          onSave={save}
        />
      )}
    </>
  );
}

function AddButtons({ onAdd }: { onAdd(kind: Kind): void }) {
  const { t } = useTranslation('product');
  return (
    <Group gap="xs">
      <Button variant="light" size="xs" onClick={() => onAdd('status_writable')}>
        {t('points.add')}
      </Button>
    </Group>
  );
}

function exportJson({ name }: ProductDetail, { document }: DefinitionPreview): void {
  const text = `${JSON.stringify(document, undefined, 2)}\n`;
  download(`${name}.json`, new Blob([text], { type: 'application/json' }));
}
