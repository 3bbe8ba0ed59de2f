import { Button, Grid, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../page/failure.tsx';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import { addPoint, type DefinitionDocument, draftOf } from './definition-draft.ts';
import { EmptyDefinition } from './empty-definition.tsx';
import { ImportDefinition } from './import-definition.tsx';
import { JsonMenu } from './json-menu.tsx';
import { LayoutPanel } from './layout-panel.tsx';
import { PointList } from './point-list.tsx';
import type { DefinitionPreview, ProductDetail } from './product-queries.ts';
import { ProtocolSelect } from './protocol-select.tsx';
import { refusedPoint } from './refused-point.ts';
import { SaveChanges } from './save-changes.tsx';
import { useDefinitionDraft } from './use-definition-draft.ts';

/** Edits a product's data points and shows what becomes of them on the wire. */
export function DefinitionEditor({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const mayChange = useMayChange();
  const editing = useDefinitionDraft(product);
  const { draft, setDraft, checked, error } = editing;
  const [openKey, setOpenKey] = useState<number>();
  const [isImporting, setIsImporting] = useState(false);

  const add = () => {
    const next = addPoint(draft, 'status_writable');
    setDraft(next);
    setOpenKey(Math.max(...next.points.map(({ key }) => key)));
  };
  const take = (preview: DefinitionPreview) => {
    setDraft(draftOf(preview.document as DefinitionDocument));
    setOpenKey(undefined);
    setIsImporting(false);
  };
  const choose = (name: string) => setOpenKey(draft.points.find((point) => point.name === name)?.key);
  const chosenName = draft.points.find(({ key }) => key === openKey)?.name;

  return (
    <>
      <Grid gap="md" align="flex-start">
        <Grid.Col span={{ base: 12, lg: editing.isEmpty ? 12 : 7 }}>
          <Panel
            title={t('points.title')}
            actions={
              <>
                <ProtocolSelect draft={draft} isReadOnly={!mayChange} onChange={setDraft} />
                <JsonMenu
                  document={checked?.document}
                  name={product.name}
                  onImport={mayChange ? () => setIsImporting(true) : undefined}
                />
              </>
            }
          >
            {error && !refusedPoint(error) && <Failure error={error} />}
            {editing.isEmpty ? (
              <EmptyDefinition
                mayChange={mayChange}
                onAdd={add}
                onImport={() => setIsImporting(true)}
                onTake={take}
              />
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
            {mayChange && !editing.isEmpty && (
              <Group>
                <Button variant="light" size="xs" leftSection={<IconPlus size={14} />} onClick={add}>
                  {t('points.add')}
                </Button>
              </Group>
            )}
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
        <SaveChanges
          productKey={product.product_key}
          editing={editing}
          onDiscard={() => {
            editing.discard();
            setOpenKey(undefined);
          }}
        />
      )}
      <ImportDefinition
        isOpen={isImporting}
        productKey={product.product_key}
        onClose={() => setIsImporting(false)}
        onTake={take}
      />
    </>
  );
}
