import 'i18next';
import type calendar from '../calendar/messages.en.json';
import type alarms from '../pages/alarms/messages.en.json';
import type apiAccess from '../pages/api-access/messages.en.json';
import type audit from '../pages/audit/messages.en.json';
import type device from '../pages/device/messages.en.json';
import type devices from '../pages/devices/messages.en.json';
import type firstSteps from '../pages/first-steps/messages.en.json';
import type groups from '../pages/groups/messages.en.json';
import type installation from '../pages/installation/messages.en.json';
import type overview from '../pages/overview/messages.en.json';
import type product from '../pages/product/messages.en.json';
import type products from '../pages/products/messages.en.json';
import type reports from '../pages/reports/messages.en.json';
import type users from '../pages/users/messages.en.json';
import type session from '../session/messages.en.json';
import type shell from '../shell/messages.en.json';

// Keys are checked where they are used. A page adds its line here.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: {
      shell: typeof shell;
      session: typeof session;
      calendar: typeof calendar;
      product: typeof product;
      products: typeof products;
      overview: typeof overview;
      device: typeof device;
      devices: typeof devices;
      alarms: typeof alarms;
      reports: typeof reports;
      groups: typeof groups;
      users: typeof users;
      audit: typeof audit;
      installation: typeof installation;
      'api-access': typeof apiAccess;
      'first-steps': typeof firstSteps;
    };
  }
}
