import type { FastifyContextConfig, HTTPMethods } from 'fastify';
import { AccessTokens } from '../../store/access-tokens.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { CallQuota } from '../../store/call-quota.ts';
import { DeviceLookup } from '../../store/device-lookup.ts';
import { authenticateManager } from '../admin/authenticate-manager.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { acceptJsonBodies } from '../json-body.ts';
import { beginSessionEndpoint } from './begin-session.ts';
import { changePasswordEndpoint } from './change-password.ts';
import { declareConsoleCaller } from './console-caller.ts';
import type { ConsoleServices } from './console-services.ts';
import { countAlarmsEndpoint } from './count-alarms.ts';
import { countProductDevicesEndpoint } from './count-product-devices.ts';
import { deviceEventsEndpoint } from './device-events.ts';
import { endSessionEndpoint } from './end-session.ts';
import { exportDevicesEndpoint } from './export-devices.ts';
import { issueAccessTokenEndpoint } from './issue-access-token.ts';
import { listAlarmsEndpoint } from './list-alarms.ts';
import { listApiCallsEndpoint } from './list-api-calls.ts';
import { listDeviceFramesEndpoint } from './list-device-frames.ts';
import { listDeviceGroupsEndpoint } from './list-device-groups.ts';
import { listDevicesEndpoint } from './list-devices.ts';
import { listExampleProductsEndpoint } from './list-example-products.ts';
import { listVisibleProductsEndpoint } from './list-visible-products.ts';
import { previewDefinitionEndpoint } from './preview-definition.ts';
import { quickSearchEndpoint } from './quick-search.ts';
import { reportByVirtualDeviceEndpoint } from './report-by-virtual-device.ts';
import { showDevicePresenceEndpoint } from './show-device-presence.ts';
import { showDeviceSeriesEndpoint } from './show-device-series.ts';
import { showInstallationEndpoint } from './show-installation.ts';
import { showInstallationMetricsEndpoint } from './show-installation-metrics.ts';
import { showLiveEndpoint } from './show-live.ts';
import { showLocationsEndpoint } from './show-locations.ts';
import { showOverviewEndpoint } from './show-overview.ts';
import { showQuotaUseEndpoint } from './show-quota-use.ts';
import { showSessionEndpoint } from './show-session.ts';
import { showUserEndpoint } from './show-user.ts';
import { showVirtualDeviceEndpoint } from './show-virtual-device.ts';
import { startVirtualDeviceEndpoint } from './start-virtual-device.ts';
import { stopVirtualDeviceEndpoint } from './stop-virtual-device.ts';
import { updateDeviceGroupEndpoint } from './update-device-group.ts';

type ConsoleRoute = readonly [
  method: HTTPMethods,
  url: string,
  createEndpoint: (services: ConsoleServices) => Endpoint,
  config?: FastifyContextConfig,
];

const forViewers = { isForViewers: true };

/** Every endpoint of /console/v1: what the console needs and no other face has. */
export const consoleRoutes: readonly ConsoleRoute[] = [
  ['GET', '/session', showSessionEndpoint],
  ['DELETE', '/session', endSessionEndpoint, forViewers],
  ['PATCH', '/session/password', changePasswordEndpoint, forViewers],
  ['GET', '/products', listVisibleProductsEndpoint],
  ['GET', '/example_products', listExampleProductsEndpoint],
  ['GET', '/product_device_counts', countProductDevicesEndpoint],
  ['GET', '/products/:product_key/device_groups', listDeviceGroupsEndpoint],
  ['PATCH', '/products/:product_key/device_groups/:gid', updateDeviceGroupEndpoint],
  ['PUT', '/products/:product_key/virtual_device', startVirtualDeviceEndpoint],
  ['GET', '/products/:product_key/virtual_device', showVirtualDeviceEndpoint],
  ['PATCH', '/products/:product_key/virtual_device', reportByVirtualDeviceEndpoint],
  ['DELETE', '/products/:product_key/virtual_device', stopVirtualDeviceEndpoint],
  ['GET', '/products/:product_key/devices', listDevicesEndpoint],
  ['GET', '/products/:product_key/devices.csv', exportDevicesEndpoint],
  ['GET', '/search', quickSearchEndpoint],
  ['GET', '/overview', showOverviewEndpoint],
  ['GET', '/locations', showLocationsEndpoint],
  ['POST', '/definitions/preview', previewDefinitionEndpoint, forViewers],
  ['GET', '/products/:product_key/alarms', listAlarmsEndpoint],
  ['GET', '/products/:product_key/alarms/counts', countAlarmsEndpoint],
  ['GET', '/products/:product_key/devices/:did/frames', listDeviceFramesEndpoint],
  ['GET', '/products/:product_key/devices/:did/presence', showDevicePresenceEndpoint],
  ['GET', '/products/:product_key/devices/:did/series', showDeviceSeriesEndpoint],
  ['GET', '/products/:product_key/devices/:did/events', deviceEventsEndpoint],
  ['POST', '/products/:product_key/access_token', issueAccessTokenEndpoint],
  ['GET', '/users/:uid', showUserEndpoint],
  ['GET', '/live', showLiveEndpoint],
  ['GET', '/enterprises/:enterprise_id/api_calls', listApiCallsEndpoint],
  ['GET', '/enterprises/:enterprise_id/quota_use', showQuotaUseEndpoint],
  ['GET', '/installation', showInstallationEndpoint],
  ['GET', '/installation/metrics', showInstallationMetricsEndpoint],
];

export type ConsoleApiOptions = Omit<
  ConsoleServices,
  'auditWriter' | 'devices' | 'quota' | 'tokens' | 'authenticate'
>;

/** Puts /console/v1 on the server. */
export function registerConsoleApi(app: HttpApp, options: ConsoleApiOptions): void {
  const { database } = options;
  const services = {
    ...options,
    auditWriter: new AuditWriter(database),
    devices: new DeviceLookup(database),
    quota: new CallQuota(database, options.clock),
    tokens: new AccessTokens(database),
    authenticate: authenticateManager(options),
  };
  const plugin = async (face: HttpApp) => {
    acceptJsonBodies(face);
    declareConsoleCaller(face);
    face.route({ method: 'POST', url: '/session', config: forViewers, ...beginSessionEndpoint(services) });
    face.register(async (inside) => {
      inside.addHook('onRequest', services.authenticate);
      for (const [method, url, createEndpoint, config = {}] of consoleRoutes) {
        inside.route({ method, url, config, ...createEndpoint(services) });
      }
    });
  };
  app.register(plugin, { prefix: '/console/v1' });
}
