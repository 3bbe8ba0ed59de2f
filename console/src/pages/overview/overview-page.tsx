import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../page/page-frame.tsx';

export function OverviewPage() {
  const { t } = useTranslation('overview');
  return <PageFrame title={t('title')}>…</PageFrame>;
}
