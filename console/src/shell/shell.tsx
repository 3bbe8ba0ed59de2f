import { AppShell, Box, Burger, Group, NavLink, ScrollArea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { ErrorBoundary } from '../page/error-boundary.tsx';
import { LoadingPage } from '../page/loading-page.tsx';
import { useScopeSearch } from '../scope/scope.ts';
import { ScopeSelect } from '../scope/scope-select.tsx';
import { useSession } from '../session/session.ts';
import { AccountMenu } from './account-menu.tsx';
import { AppearanceSwitch } from './appearance-switch.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { type Section, sections } from './navigation.ts';
import { QiyunMark } from './qiyun-mark.tsx';
import { QuickSearch } from './quick-search.tsx';

const headerHeightPx = 60;
const menuWidthPx = 220;
const mainId = 'main';

/** What is around every page: the menu, what it is about, and who one is. */
export function Shell() {
  const { t } = useTranslation('shell');
  const [isMenuOpen, menu] = useDisclosure(false);
  const { pathname } = useLocation();
  return (
    <AppShell
      header={{ height: headerHeightPx }}
      navbar={{ width: menuWidthPx, breakpoint: 'md', collapsed: { mobile: !isMenuOpen } }}
      padding="md"
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group wrap="nowrap" gap="sm">
            <Burger
              hiddenFrom="md"
              size="sm"
              opened={isMenuOpen}
              onClick={menu.toggle}
              aria-label={t('menu')}
            />
            <Group visibleFrom="sm">
              <QiyunMark />
            </Group>
            <Box visibleFrom="lg" w={280}>
              <QuickSearch />
            </Box>
          </Group>
          <Group wrap="nowrap" gap="xs">
            <ScopeSelect />
            <Group visibleFrom="sm" gap="xs" wrap="nowrap">
              <LanguageSwitch />
              <AppearanceSwitch />
            </Group>
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('menu')}>
        <ScrollArea>
          <Box hiddenFrom="lg" mb="xs">
            <QuickSearch onLeave={menu.close} />
          </Box>
          <SectionLinks onFollow={menu.close} />
          <Group hiddenFrom="sm" gap="xs" p="sm">
            <LanguageSwitch />
            <AppearanceSwitch />
          </Group>
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id={mainId} tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<LoadingPage />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </AppShell.Main>
    </AppShell>
  );
}

function SectionLinks({ onFollow }: { readonly onFollow: () => void }) {
  const { t } = useTranslation('shell');
  const { role } = useSession();
  const { pathname } = useLocation();
  const scope = useScopeSearch();
  const isShown = ({ isAdminOnly }: Section) => role === 'admin' || !isAdminOnly;
  return sections
    .filter(isShown)
    .map(({ path, name, Icon }) => (
      <NavLink
        key={path}
        component={Link}
        to={{ pathname: path, search: scope }}
        label={t(`section.${name}`)}
        leftSection={<Icon size={18} />}
        active={path === '/' ? pathname === '/' : pathname.startsWith(path)}
        onClick={onFollow}
      />
    ));
}
