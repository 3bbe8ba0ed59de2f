import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { DetailList } from '../../page/detail-list.tsx';
import { MonoValue } from '../../page/mono-value.tsx';
import { Panel } from '../../page/panel.tsx';
import { useScope } from '../../scope/scope.ts';
import type { UserDetail } from './user-queries.ts';

const genders = ['M', 'F', 'N'] as const;

/** What is known of the person. */
export function UserProfile({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const format = useFormat();
  const { enterprises } = useScope();
  const gender = genders.find((each) => each === user.gender);
  const enterprise = enterprises.find(({ enterprise_id }) => enterprise_id === user.enterprise_id);
  return (
    <Panel title={t('profile')}>
      <DetailList
        isPaired
        details={[
          { label: 'uid', value: <MonoValue text={user.uid} label="uid" /> },
          { label: t('field.username'), value: user.username ?? '–' },
          { label: t('field.phone'), value: user.phone ?? '–' },
          { label: t('field.email'), value: user.email ?? '–' },
          { label: t('name'), value: user.name ?? '–' },
          { label: t('gender'), value: gender ? t(`genderOf.${gender}`) : (user.gender ?? '–') },
          { label: t('birthday'), value: user.birthday ?? '–' },
          { label: t('address'), value: user.address ?? '–' },
          { label: t('remark'), value: user.remark ?? '–' },
          { label: t('enterprise'), value: enterprise?.name ?? user.enterprise_id },
          { label: t('created'), value: format.time(user.created_at) },
          { label: t('updated'), value: format.time(user.updated_at) },
        ]}
      />
    </Panel>
  );
}
