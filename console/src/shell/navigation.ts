import {
  IconAlertTriangle,
  IconChartBar,
  IconCpu,
  IconDevices,
  IconFolders,
  IconKey,
  IconLayoutDashboard,
  IconServer,
  IconUsers,
} from '@tabler/icons-react';

/** A section of the console, in the order of the menu. */
export interface Section {
  readonly path: string;
  readonly name:
    | 'overview'
    | 'devices'
    | 'products'
    | 'groups'
    | 'users'
    | 'alarms'
    | 'reports'
    | 'apiAccess'
    | 'installation';
  readonly Icon: typeof IconKey;
  /** For the administrator of the installation alone. */
  readonly isAdminOnly?: boolean;
}

export const sections: readonly Section[] = [
  { path: '/', name: 'overview', Icon: IconLayoutDashboard },
  { path: '/devices', name: 'devices', Icon: IconDevices },
  { path: '/products', name: 'products', Icon: IconCpu },
  { path: '/groups', name: 'groups', Icon: IconFolders },
  { path: '/users', name: 'users', Icon: IconUsers },
  { path: '/alarms', name: 'alarms', Icon: IconAlertTriangle },
  { path: '/reports', name: 'reports', Icon: IconChartBar },
  { path: '/api-access', name: 'apiAccess', Icon: IconKey },
  { path: '/installation', name: 'installation', Icon: IconServer, isAdminOnly: true },
];
