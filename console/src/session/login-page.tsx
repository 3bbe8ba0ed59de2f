import {
  Alert,
  Button,
  Card,
  Center,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { AppearanceSwitch } from '../shell/appearance-switch.tsx';
import { LanguageSwitch } from '../shell/language-switch.tsx';
import { QiyunMark } from '../shell/qiyun-mark.tsx';
import { sessionQuery, useLogIn } from './session.ts';

type Kind = 'member' | 'admin';

/** Members log in with a password, the installation's administrator with the admin token. */
export function LoginPage() {
  const { t } = useTranslation('session');
  const [kind, setKind] = useState<Kind>('admin');
  const { data: session } = useQuery(sessionQuery);
  const { state } = useLocation();
  if (session) return <Navigate to={(state as { from?: string } | null)?.from ?? '/'} replace />;
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={400}>
        <Group justify="space-between">
          <QiyunMark />
          <Group gap="xs">
            <LanguageSwitch />
            <AppearanceSwitch />
          </Group>
        </Group>
        <Card withBorder padding="lg">
          <Stack>
            <Title order={1} size="h3">
              {t('title')}
            </Title>
            <SegmentedControl
              fullWidth
              aria-label={t('kind')}
              value={kind}
              onChange={(value) => setKind(value as Kind)}
              data={[
                { value: 'admin', label: t('admin') },
                { value: 'member', label: t('member') },
              ]}
            />
            <LoginForm key={kind} kind={kind} />
          </Stack>
        </Card>
      </Stack>
    </Center>
  );
}

function LoginForm({ kind }: { readonly kind: Kind }) {
  const { t } = useTranslation('session');
  const logIn = useLogIn();
  const showTyped = { 'aria-label': t('showTyped') };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '').trim();
    logIn.mutate(
      kind === 'admin'
        ? { admin_token: field('admin_token') }
        : { username: field('username'), password: String(form.get('password') ?? '') },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {kind === 'admin' ? (
          <PasswordInput
            name="admin_token"
            label={t('adminToken')}
            description={t('adminTokenHint')}
            autoComplete="current-password"
            required
            visibilityToggleButtonProps={showTyped}
          />
        ) : (
          <>
            <TextInput name="username" label={t('username')} autoComplete="username" required />
            <PasswordInput
              name="password"
              label={t('password')}
              autoComplete="current-password"
              required
              visibilityToggleButtonProps={showTyped}
            />
          </>
        )}
        {logIn.error && (
          <Alert color="red" role="alert">
            <Text size="sm">{logIn.error.message}</Text>
          </Alert>
        )}
        <Button type="submit" loading={logIn.isPending}>
          {t('logIn')}
        </Button>
      </Stack>
    </form>
  );
}
