import { useTranslation } from 'react-i18next';
import type { ListedUser } from './user-queries.ts';

/** What a user is called: by the first of his names that is known. */
export function useUserName() {
  const { t } = useTranslation('users');
  return ({ username, phone, email, is_anonymous }: ListedUser) =>
    username ?? phone ?? email ?? t(is_anonymous ? 'anonymous' : 'nameless');
}
