import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { MissingPage } from './page/missing-page.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { LoginPage } from './session/login-page.tsx';
import { RequireSession } from './session/require-session.tsx';
import { Shell } from './shell/shell.tsx';

// The code of the other pages comes when they are first opened.
const DevicesPage = lazy(async () => ({
  default: (await import('./pages/devices/devices-page.tsx')).DevicesPage,
}));
const DevicePage = lazy(async () => ({
  default: (await import('./pages/device/device-page.tsx')).DevicePage,
}));
const AlarmsPage = lazy(async () => ({
  default: (await import('./pages/alarms/alarms-page.tsx')).AlarmsPage,
}));
const ReportsPage = lazy(async () => ({
  default: (await import('./pages/reports/reports-page.tsx')).ReportsPage,
}));
const UsersPage = lazy(async () => ({ default: (await import('./pages/users/users-page.tsx')).UsersPage }));
const UserPage = lazy(async () => ({ default: (await import('./pages/users/user-page.tsx')).UserPage }));
const ApiAccessPage = lazy(async () => ({
  default: (await import('./pages/api-access/api-access-page.tsx')).ApiAccessPage,
}));
const InstallationPage = lazy(async () => ({
  default: (await import('./pages/installation/installation-page.tsx')).InstallationPage,
}));
const ProductsPage = lazy(async () => ({
  default: (await import('./pages/products/products-page.tsx')).ProductsPage,
}));
const ProductPage = lazy(async () => ({
  default: (await import('./pages/product/product-page.tsx')).ProductPage,
}));
const GroupsPage = lazy(async () => ({
  default: (await import('./pages/groups/groups-page.tsx')).GroupsPage,
}));

/** The pages, each with its address. */
export function Pages() {
  return (
    <Routes>
      <Route path="/login" element={<LoginPage />} />
      <Route
        element={
          <RequireSession>
            <Shell />
          </RequireSession>
        }
      >
        <Route index element={<OverviewPage />} />
        <Route path="/devices" element={<DevicesPage />} />
        <Route path="/devices/:product_key/:did" element={<DevicePage />} />
        <Route path="/alarms" element={<AlarmsPage />} />
        <Route path="/reports" element={<ReportsPage />} />
        <Route path="/products" element={<ProductsPage />} />
        <Route path="/products/:product_key" element={<ProductPage />} />
        <Route path="/groups" element={<GroupsPage />} />
        <Route path="/users" element={<UsersPage />} />
        <Route path="/users/:uid" element={<UserPage />} />
        <Route path="/api-access" element={<ApiAccessPage />} />
        <Route path="/installation" element={<InstallationPage />} />
        <Route path="*" element={<MissingPage />} />
      </Route>
    </Routes>
  );
}
