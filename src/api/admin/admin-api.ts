import type { HTTPMethods } from 'fastify';
import type { Throttles } from '../../model/throttle.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { acceptJsonBodies } from '../json-body.ts';
import type { AdminServices } from './admin-services.ts';
import { authenticateAdmin } from './authenticate-admin.ts';
import { checkFirmwareEndpoint } from './check-firmware.ts';
import { createAppEndpoint } from './create-app.ts';
import { createBackupEndpoint } from './create-backup.ts';
import { createEnterpriseEndpoint } from './create-enterprise.ts';
import { createProductEndpoint } from './create-product.ts';
import { deleteAppEndpoint } from './delete-app.ts';
import { deleteBackupEndpoint } from './delete-backup.ts';
import { deleteDeviceEndpoint } from './delete-device.ts';
import { deleteEnterpriseEndpoint } from './delete-enterprise.ts';
import { deleteProductEndpoint } from './delete-product.ts';
import { deleteUserEndpoint } from './delete-user.ts';
import { getDeviceEndpoint } from './get-device.ts';
import { getEnterpriseEndpoint } from './get-enterprise.ts';
import { getProductEndpoint } from './get-product.ts';
import { importDevicesEndpoint } from './import-devices.ts';
import { listAppsEndpoint } from './list-apps.ts';
import { listAuditEventsEndpoint } from './list-audit-events.ts';
import { listBackupsEndpoint } from './list-backups.ts';
import { listDevicesEndpoint } from './list-devices.ts';
import { listEnterprisesEndpoint } from './list-enterprises.ts';
import { listProductsEndpoint } from './list-products.ts';
import { listRejectedFramesEndpoint } from './list-rejected-frames.ts';
import { listUsersEndpoint } from './list-users.ts';
import { rebuildReportsEndpoint } from './rebuild-reports.ts';
import { rotateAppSecretEndpoint } from './rotate-app-secret.ts';
import { rotateEnterpriseSecretEndpoint } from './rotate-enterprise-secret.ts';
import { rotateProductSecretEndpoint } from './rotate-product-secret.ts';
import { updateDeviceEndpoint } from './update-device.ts';
import { updateEnterpriseEndpoint } from './update-enterprise.ts';
import { updateProductEndpoint } from './update-product.ts';

type AdminRoute = readonly [
  method: HTTPMethods,
  url: string,
  createEndpoint: (services: AdminServices) => Endpoint,
];

/** Every endpoint of /admin/v1 (contract.md §9). */
export const adminRoutes: readonly AdminRoute[] = [
  ['POST', '/enterprises', createEnterpriseEndpoint],
  ['GET', '/enterprises', listEnterprisesEndpoint],
  ['GET', '/enterprises/:enterprise_id', getEnterpriseEndpoint],
  ['PATCH', '/enterprises/:enterprise_id', updateEnterpriseEndpoint],
  ['DELETE', '/enterprises/:enterprise_id', deleteEnterpriseEndpoint],
  ['POST', '/enterprises/:enterprise_id/rotate_secret', rotateEnterpriseSecretEndpoint],
  ['POST', '/enterprises/:enterprise_id/products', createProductEndpoint],
  ['GET', '/enterprises/:enterprise_id/products', listProductsEndpoint],
  ['POST', '/enterprises/:enterprise_id/apps', createAppEndpoint],
  ['GET', '/enterprises/:enterprise_id/apps', listAppsEndpoint],
  ['GET', '/enterprises/:enterprise_id/users', listUsersEndpoint],
  ['GET', '/products/:product_key', getProductEndpoint],
  ['PATCH', '/products/:product_key', updateProductEndpoint],
  ['DELETE', '/products/:product_key', deleteProductEndpoint],
  ['POST', '/products/:product_key/rotate_secret', rotateProductSecretEndpoint],
  ['POST', '/products/:product_key/devices', importDevicesEndpoint],
  ['GET', '/products/:product_key/devices', listDevicesEndpoint],
  ['DELETE', '/apps/:appid', deleteAppEndpoint],
  ['POST', '/apps/:appid/rotate_secret', rotateAppSecretEndpoint],
  ['DELETE', '/users/:uid', deleteUserEndpoint],
  ['GET', '/devices/:did', getDeviceEndpoint],
  ['PATCH', '/devices/:did', updateDeviceEndpoint],
  ['DELETE', '/devices/:did', deleteDeviceEndpoint],
  ['GET', '/devices/:did/rejected_frames', listRejectedFramesEndpoint],
  ['POST', '/devices/:did/check_firmware', checkFirmwareEndpoint],
  ['POST', '/rebuild_reports', rebuildReportsEndpoint],
  ['POST', '/backups', createBackupEndpoint],
  ['GET', '/backups', listBackupsEndpoint],
  ['DELETE', '/backups/:backup_id', deleteBackupEndpoint],
  ['GET', '/audit', listAuditEventsEndpoint],
];

export interface AdminApiOptions extends Omit<AdminServices, 'auditWriter'> {
  readonly adminToken: string;
  readonly throttles: Throttles;
}

/** Puts /admin/v1 on the server. */
export function registerAdminApi(app: HttpApp, options: AdminApiOptions): void {
  const services = { ...options, auditWriter: new AuditWriter(options.database) };
  const plugin = async (face: HttpApp) => {
    acceptJsonBodies(face);
    face.addHook('onRequest', authenticateAdmin(options.adminToken, options.throttles.failedAttempts));
    for (const [method, url, createEndpoint] of adminRoutes) {
      face.route({ method, url, ...createEndpoint(services) });
    }
  };
  app.register(plugin, { prefix: '/admin/v1' });
}
