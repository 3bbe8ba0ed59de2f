import { Button, Group, PasswordInput, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import { useNotify } from '../../page/notify.ts';
import { Refusal } from '../../page/refusal.tsx';
import { type Member, memberRoles, useMemberChanges } from './member-queries.ts';

interface MemberFormProps {
  readonly enterpriseId: string;
  /** Left out: a new one. */
  readonly member: Member | undefined;
  onClose(): void;
}

const fieldNames = ['username', 'name', 'password'] as const;
const passwordMin = 8;

/** Lets somebody work at the console, or changes how; a password that is left empty stays as it is. */
export function MemberForm({ enterpriseId, member, onClose }: MemberFormProps) {
  const { t } = useTranslation('api-access');
  const { t: shell } = useTranslation('shell');
  const notify = useNotify();
  const { create, update } = useMemberChanges(enterpriseId);
  const [username, setUsername] = useState('');
  const [name, setName] = useState(member?.name ?? '');
  const [role, setRole] = useState<Member['role']>(member?.role ?? 'viewer');
  const [password, setPassword] = useState('');
  const onSuccess = () => {
    notify.done(t('saved'));
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = { name: name.trim(), role };
    if (!member) create.mutate({ ...given, username: username.trim(), password }, { onSuccess });
    else
      update.mutate({ ...given, memberId: member.member_id, ...(password && { password }) }, { onSuccess });
  };
  const refusal = (create.error ?? update.error)?.message;
  const refusedField = fieldNames.find((field) => new RegExp(`\\b${field}: `).test(refusal ?? ''));
  const errorOf = (field: (typeof fieldNames)[number]) => (field === refusedField ? refusal : undefined);
  return (
    <Dialog onClose={onClose} title={t(member ? 'members.edit' : 'members.create')}>
      <form onSubmit={submit} autoComplete="off">
        <Stack>
          {member ? (
            <TextInput label={t('members.username')} value={member.username} readOnly variant="filled" />
          ) : (
            <TextInput
              label={t('members.username')}
              description={t('members.usernameHint')}
              required
              data-autofocus
              autoComplete="off"
              minLength={3}
              maxLength={64}
              pattern="[0-9A-Za-z._@+\-]+"
              value={username}
              onChange={({ currentTarget }) => setUsername(currentTarget.value)}
              error={errorOf('username')}
            />
          )}
          <TextInput
            label={t('members.name')}
            required
            maxLength={128}
            autoComplete="off"
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            error={errorOf('name')}
          />
          <Radio.Group
            label={t('members.role')}
            value={role}
            onChange={(value) => setRole(memberRoles.find((each) => each === value)!)}
          >
            <Stack gap="xs" mt={4}>
              {memberRoles.map((value) => (
                <Radio
                  key={value}
                  value={value}
                  label={shell(`role.${value}`)}
                  description={t(`members.roleHint.${value}`)}
                />
              ))}
            </Stack>
          </Radio.Group>
          <PasswordInput
            label={t(member ? 'members.newPassword' : 'members.password')}
            description={t(member ? 'members.newPasswordHint' : 'members.passwordHint')}
            required={!member}
            minLength={passwordMin}
            maxLength={128}
            autoComplete="new-password"
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            error={errorOf('password')}
          />
          {refusal && !refusedField && <Refusal>{refusal}</Refusal>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shell('cancel')}
            </Button>
            <Button type="submit" loading={create.isPending || update.isPending}>
              {shell('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
