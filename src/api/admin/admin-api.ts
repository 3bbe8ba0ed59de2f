import type { FastifyRequest, HTTPMethods } from 'fastify';
import { AuditWriter } from '../../store/audit-log.ts';
import { declareConsoleCaller, requireAdmin } from '../console/console-caller.ts';
import type { Endpoint } from '../endpoint.ts';
import type { HttpApp } from '../http-face.ts';
import { acceptJsonBodies } from '../json-body.ts';
import type { AdminServices } from './admin-services.ts';
import { approveWaitingDevicesEndpoint } from './approve-waiting-devices.ts';
import { authenticateManager, type ManagerAuthentication } from './authenticate-manager.ts';
import { checkFirmwareEndpoint } from './check-firmware.ts';
import { createAppEndpoint } from './create-app.ts';
import { createBackupEndpoint } from './create-backup.ts';
import { createEnterpriseEndpoint } from './create-enterprise.ts';
import { createMemberEndpoint } from './create-member.ts';
import { createProductEndpoint } from './create-product.ts';
import { deleteAppEndpoint } from './delete-app.ts';
import { deleteBackupEndpoint } from './delete-backup.ts';
import { deleteDeviceEndpoint } from './delete-device.ts';
import { deleteEnterpriseEndpoint } from './delete-enterprise.ts';
import { deleteMemberEndpoint } from './delete-member.ts';
import { deleteProductEndpoint } from './delete-product.ts';
import { deleteUserEndpoint } from './delete-user.ts';
import { getDeviceEndpoint } from './get-device.ts';
import { getEnterpriseEndpoint } from './get-enterprise.ts';
import { getProductEndpoint } from './get-product.ts';
import { importBindingsEndpoint } from './import-bindings.ts';
import { importDevicesEndpoint } from './import-devices.ts';
import { importUsersEndpoint } from './import-users.ts';
import { listAppsEndpoint } from './list-apps.ts';
import { listAuditEventsEndpoint } from './list-audit-events.ts';
import { listBackupsEndpoint } from './list-backups.ts';
import { listDevicesEndpoint } from './list-devices.ts';
import { listEnterprisesEndpoint } from './list-enterprises.ts';
import { listMembersEndpoint } from './list-members.ts';
import { listProductsEndpoint } from './list-products.ts';
import { listRejectedFramesEndpoint } from './list-rejected-frames.ts';
import { listUsersEndpoint } from './list-users.ts';
import { listWaitingDevicesEndpoint } from './list-waiting-devices.ts';
import { rebuildReportsEndpoint } from './rebuild-reports.ts';
import { refuseForeignEntity } from './refuse-foreign-entity.ts';
import { refuseWaitingDevicesEndpoint } from './refuse-waiting-devices.ts';
import { rotateAppSecretEndpoint } from './rotate-app-secret.ts';
import { rotateEnterpriseSecretEndpoint } from './rotate-enterprise-secret.ts';
import { rotateProductSecretEndpoint } from './rotate-product-secret.ts';
import { updateDeviceEndpoint } from './update-device.ts';
import { updateEnterpriseEndpoint } from './update-enterprise.ts';
import { updateMemberEndpoint } from './update-member.ts';
import { updateProductEndpoint } from './update-product.ts';

type AdminRoute = readonly [
  method: HTTPMethods,
  url: string,
  createEndpoint: (services: AdminServices) => Endpoint,
  /** Who may call it: the administrator alone, or members of the enterprise too to which it belongs what the path names. */
  who: 'admin' | 'members',
];

/** Every endpoint of /admin/v1 (contract.md §9). */
export const adminRoutes: readonly AdminRoute[] = [
  ['POST', '/enterprises', createEnterpriseEndpoint, 'admin'],
  ['GET', '/enterprises', listEnterprisesEndpoint, 'members'],
  ['GET', '/enterprises/:enterprise_id', getEnterpriseEndpoint, 'members'],
  ['PATCH', '/enterprises/:enterprise_id', updateEnterpriseEndpoint, 'members'],
  ['DELETE', '/enterprises/:enterprise_id', deleteEnterpriseEndpoint, 'admin'],
  ['POST', '/enterprises/:enterprise_id/rotate_secret', rotateEnterpriseSecretEndpoint, 'members'],
  ['POST', '/enterprises/:enterprise_id/products', createProductEndpoint, 'members'],
  ['GET', '/enterprises/:enterprise_id/products', listProductsEndpoint, 'members'],
  ['POST', '/enterprises/:enterprise_id/apps', createAppEndpoint, 'members'],
  ['GET', '/enterprises/:enterprise_id/apps', listAppsEndpoint, 'members'],
  ['POST', '/enterprises/:enterprise_id/users', importUsersEndpoint, 'members'],
  ['GET', '/enterprises/:enterprise_id/users', listUsersEndpoint, 'members'],
  ['POST', '/enterprises/:enterprise_id/members', createMemberEndpoint, 'members'],
  ['GET', '/enterprises/:enterprise_id/members', listMembersEndpoint, 'members'],
  ['PATCH', '/members/:member_id', updateMemberEndpoint, 'members'],
  ['DELETE', '/members/:member_id', deleteMemberEndpoint, 'members'],
  ['GET', '/products/:product_key', getProductEndpoint, 'members'],
  ['PATCH', '/products/:product_key', updateProductEndpoint, 'members'],
  ['DELETE', '/products/:product_key', deleteProductEndpoint, 'members'],
  ['POST', '/products/:product_key/rotate_secret', rotateProductSecretEndpoint, 'members'],
  ['POST', '/products/:product_key/devices', importDevicesEndpoint, 'members'],
  ['GET', '/products/:product_key/devices', listDevicesEndpoint, 'members'],
  ['POST', '/products/:product_key/bindings', importBindingsEndpoint, 'members'],
  ['GET', '/products/:product_key/waiting_devices', listWaitingDevicesEndpoint, 'members'],
  ['POST', '/products/:product_key/waiting_devices/approve', approveWaitingDevicesEndpoint, 'members'],
  ['POST', '/products/:product_key/waiting_devices/refuse', refuseWaitingDevicesEndpoint, 'members'],
  ['DELETE', '/apps/:appid', deleteAppEndpoint, 'members'],
  ['POST', '/apps/:appid/rotate_secret', rotateAppSecretEndpoint, 'members'],
  ['DELETE', '/users/:uid', deleteUserEndpoint, 'members'],
  ['GET', '/devices/:did', getDeviceEndpoint, 'members'],
  ['PATCH', '/devices/:did', updateDeviceEndpoint, 'members'],
  ['DELETE', '/devices/:did', deleteDeviceEndpoint, 'members'],
  ['GET', '/devices/:did/rejected_frames', listRejectedFramesEndpoint, 'members'],
  ['POST', '/devices/:did/check_firmware', checkFirmwareEndpoint, 'members'],
  ['POST', '/rebuild_reports', rebuildReportsEndpoint, 'admin'],
  ['POST', '/backups', createBackupEndpoint, 'admin'],
  ['GET', '/backups', listBackupsEndpoint, 'admin'],
  ['DELETE', '/backups/:backup_id', deleteBackupEndpoint, 'admin'],
  ['GET', '/audit', listAuditEventsEndpoint, 'members'],
];

export type AdminApiOptions = Omit<AdminServices, 'auditWriter'> & ManagerAuthentication;

/** Puts /admin/v1 on the server. */
export function registerAdminApi(app: HttpApp, options: AdminApiOptions): void {
  const services = { ...options, auditWriter: new AuditWriter(options.database) };
  const plugin = async (face: HttpApp) => {
    acceptJsonBodies(face);
    declareConsoleCaller(face);
    face.addHook('onRequest', authenticateManager(options));
    for (const [method, url, createEndpoint, who] of adminRoutes) {
      const onRequest = async (request: FastifyRequest) =>
        who === 'admin' ? requireAdmin(request) : refuseForeignEntity(services, request);
      face.route({ method, url, onRequest, ...createEndpoint(services) });
    }
  };
  app.register(plugin, { prefix: '/admin/v1' });
}
