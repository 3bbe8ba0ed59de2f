import type { StatusLayouts } from '../../codec/status-layouts.ts';
import { type Clock, monotonicClock } from '../../model/clock.ts';
import type { DeviceCommands } from '../../model/device-commands.ts';
import type { ReportCalendar } from '../../model/report-calendar.ts';
import type { Throttles } from '../../model/throttle.ts';
import { AccessTokens } from '../../store/access-tokens.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import type { CallLog } from '../../store/call-log.ts';
import { CallQuota } from '../../store/call-quota.ts';
import type { Catalog } from '../../store/catalog.ts';
import type { Database } from '../../store/database.ts';
import { DeviceLookup } from '../../store/device-lookup.ts';
import { FrameLog } from '../../store/frame-log.ts';
import type { SecretSeal } from '../../store/secret-seal.ts';
import { declareConsoleCaller } from '../console/console-caller.ts';
import type { HttpApp } from '../http-face.ts';
import { acceptJsonBodies } from '../json-body.ts';
import { declareAccess } from '../openapi/access.ts';
import { sessionTokenIn } from '../session/session-cookie.ts';
import type { SessionGate } from '../session/session-gate.ts';
import { enterpriseHeadersAccess, secretsAccess, tokenAccess } from './access-kinds.ts';
import { accessToken } from './access-token.ts';
import { associateProduct } from './associate.ts';
import { Authentication, knownEnterprise } from './authentication.ts';
import { bind } from './bind-devices.ts';
import { boundUsersSearch } from './bound-users-search.ts';
import { createGroup } from './create-device-group.ts';
import { datapoint } from './datapoint.ts';
import { deleteGroup } from './delete-device-group.ts';
import { deviceAggData } from './device-agg-data.ts';
import { deviceCmdLog } from './device-cmd-log.ts';
import { deviceControl } from './device-control.ts';
import { deviceDataLog } from './device-data-log.ts';
import { deviceDetail } from './device-detail.ts';
import { deviceGroupMacs } from './device-group-macs.ts';
import { deviceGroups } from './device-groups.ts';
import { deviceOnlineLog } from './device-online-log.ts';
import { registerDeviceReports } from './device-reports.ts';
import { devices } from './devices.ts';
import { devicesSearch } from './devices-search.ts';
import { dissociateProduct } from './dissociate.ts';
import { enterBySession } from './enter-by-session.ts';
import type { EnterpriseServices } from './enterprise-services.ts';
import { callerSlot } from './product-endpoint.ts';
import { answerWhatIsCounted, callCounted, QuotaGate } from './quota-gate.ts';
import { recordCall } from './record-call.ts';
import { registeredUsersSearch } from './registered-users-search.ts';
import { regroup } from './regroup-devices.ts';
import { unbind } from './unbind-devices.ts';
import { usersLivenessTotal } from './users-liveness-total.ts';
import { usersLocation } from './users-location.ts';
import { usersReportNew } from './users-report-new.ts';
import { usersReportTotal } from './users-report-total.ts';

export interface EnterpriseApiOptions {
  readonly database: Database;
  readonly catalog: Catalog;
  readonly seal: SecretSeal;
  readonly clock: Clock;
  readonly calendar: ReportCalendar;
  readonly commands: DeviceCommands;
  readonly layouts: StatusLayouts;
  readonly throttles: Throttles;
  readonly sessionGate: SessionGate;
  readonly calls: CallLog;
}

/** The Enterprise API, as a plugin to register at the root of the HTTP app. */
export function createEnterpriseApi(options: EnterpriseApiOptions): (app: HttpApp) => Promise<void> {
  const { database, clock } = options;
  const tokens = new AccessTokens(database);
  const quotaGate = new QuotaGate(new CallQuota(database, clock), clock);
  const services: EnterpriseServices = {
    ...options,
    auditWriter: new AuditWriter(database),
    tokens,
    quotaGate,
    authentication: new Authentication({ ...options, tokens }),
    devices: new DeviceLookup(database),
    frameLog: new FrameLog(database, { clock, monotonicClock }),
  };
  return async (app) => {
    acceptJsonBodies(app);
    knownEnterprise.declareOn(app);
    declareConsoleCaller(app);
    callerSlot.declareOn(app);
    app.addHook('onResponse', recordCall(options.calls, clock));
    app.addHook('onSend', (request, reply) => quotaGate.completeHeaders(request, reply));
    // Tokens and people's data are nobody's to keep on the way.
    app.register(withSecrets(services), { prefix: '/v1/products/:product_key' });
    app.register(withToken(services), { prefix: '/v1/products/:product_key' });
    app.register(withHeaders(services), { prefix: '/v1/users' });
  };
}

/** Called with the secrets of enterprise and product in the body. */
function withSecrets(services: EnterpriseServices) {
  return async (app: HttpApp): Promise<void> => {
    declareAccess(app, secretsAccess);
    app.post('/access_token', accessToken(services));
    app.post('/association', associateProduct(services));
    app.delete('/association', dissociateProduct(services));
  };
}

/** Called with id and secret of the enterprise in headers. */
function withHeaders(services: EnterpriseServices) {
  const { authentication, quotaGate } = services;
  return async (app: HttpApp): Promise<void> => {
    declareAccess(app, enterpriseHeadersAccess);
    app.addHook<{ Querystring: { product_key?: unknown } }>('onRequest', async (request, reply) => {
      const session = sessionTokenIn(request);
      if (session !== undefined) {
        const { product_key: productKey } = request.query;
        callerSlot.set(request, await enterBySession(services, request, { token: session, productKey }));
        return;
      }
      const { isProductEnough = false } = request.routeOptions.config;
      const caller = await authentication.byHeaders(request, isProductEnough);
      await quotaGate.count(caller.enterprise, reply);
      callerSlot.set(request, caller);
    });
    app.get('/search', { config: { isProductEnough: true }, ...registeredUsersSearch(services) });
    app.get('/liveness_total', usersLivenessTotal(services));
    app.get('/location', usersLocation(services));
  };
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the secret of a product may stand in for the enterprise's where the enterprise wants that. */
    isProductEnough?: boolean;
    /** Whether a call is counted while it is worked on, not before: for calls that only read. */
    isCountedMeanwhile?: boolean;
  }
}

const meanwhile = { config: { isCountedMeanwhile: true } };

/** Called with a token of the product. */
function withToken(services: EnterpriseServices) {
  const { authentication, quotaGate } = services;
  return async (app: HttpApp): Promise<void> => {
    declareAccess(app, tokenAccess);
    app.addHook<{ Params: { product_key: string } }>('onRequest', async (request, reply) => {
      const session = sessionTokenIn(request);
      if (session !== undefined) {
        const { product_key: productKey } = request.params;
        callerSlot.set(request, await enterBySession(services, request, { token: session, productKey }));
        return;
      }
      const caller = await authentication.byToken(request, request.params.product_key);
      callerSlot.set(request, caller);
      const counted = quotaGate.count(caller.enterprise, reply);
      const { isCountedMeanwhile = false } = request.routeOptions.config;
      if (!isCountedMeanwhile || quotaGate.isUsedUp(caller.enterprise)) return counted;
      // Whatever else comes of the call.
      counted.catch(() => {});
      callCounted.set(request, counted);
    });
    answerWhatIsCounted(app);
    app.get('/datapoint', datapoint());
    app.get('/devices', devices(services));
    app.get('/device_detail', deviceDetail(services));
    app.get('/devices/search', devicesSearch(services));
    app.post('/devices/:did/control', deviceControl(services));
    app.get('/devices/:did/online', { ...meanwhile, ...deviceOnlineLog(services) });
    app.get('/devices/:did/cmd', { ...meanwhile, ...deviceCmdLog(services) });
    app.get('/devices/:did/data', { ...meanwhile, ...deviceDataLog(services) });
    app.get('/devices/:did/agg_data', deviceAggData(services));
    registerDeviceReports(app, services);
    app.get('/users/report/new', usersReportNew(services));
    app.get('/users/report/total', usersReportTotal(services));
    app.get('/users/search', boundUsersSearch(services));
    app.get('/device_groups', deviceGroups(services));
    app.post('/device_groups', createGroup(services));
    app.get('/device_groups/:gid', deviceGroupMacs(services));
    app.put('/device_groups/:gid', regroup(services));
    app.delete('/device_groups/:gid', deleteGroup(services));
    app.post('/devices/bindings', bind(services));
    app.delete('/devices/bindings', unbind(services));
  };
}
