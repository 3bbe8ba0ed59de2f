import { Button, Skeleton, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { Failure } from '../../page/failure.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { useMayChange } from '../../session/session.ts';
import { EraseUser } from './erase-user.tsx';
import { UserDevices } from './user-devices.tsx';
import { useUserName } from './user-name.ts';
import { UserProfile } from './user-profile.tsx';
import { useUser } from './user-queries.ts';

/** A person: what is known, and the devices bound. */
export function UserPage() {
  const { t } = useTranslation('users');
  const { uid = '' } = useParams();
  const { search } = useLocation();
  const mayChange = useMayChange();
  const nameOf = useUserName();
  const { data: user, error, refetch } = useUser(uid);
  const back = (
    <Button component={Link} variant="default" to={{ pathname: '/users', search }}>
      {t('back')}
    </Button>
  );
  return (
    <PageFrame
      title={user ? nameOf(user) : t('user')}
      actions={
        <>
          {back}
          {user && mayChange && <EraseUser user={user} />}
        </>
      }
    >
      {user ? (
        <>
          <UserProfile user={user} />
          <UserDevices devices={user.devices} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Stack>
          <Skeleton h={280} />
          <Skeleton h={200} />
        </Stack>
      )}
    </PageFrame>
  );
}
