import { monotonicClock } from '../../model/clock.ts';
import { QiyunError } from '../../model/errors.ts';
import { AppTokens } from '../../store/app-tokens.ts';
import { AuditWriter } from '../../store/audit-log.ts';
import { DeviceLookup } from '../../store/device-lookup.ts';
import { FrameLog } from '../../store/frame-log.ts';
import { VerificationCodes } from '../../store/verification-codes.ts';
import type { HttpApp } from '../http-face.ts';
import { acceptJsonBodies } from '../json-body.ts';
import { declareAccess } from '../openapi/access.ts';
import { appAccess } from './app-access.ts';
import type { AppServices } from './app-services.ts';
import { callingApp } from './calling-app.ts';
import { createUserEndpoint } from './create-user.ts';
import { datapoint } from './datapoint.ts';
import { errors } from './errors.ts';
import { latestData } from './latest-data.ts';
import { login } from './login.ts';
import { allowOtherOrigins } from './other-origins.ts';
import { registerAccount } from './register-account.ts';
import { registerBindings } from './register-bindings.ts';
import { registerCodes } from './register-codes.ts';
import { registerSharing } from './register-sharing.ts';
import { takeLastOfRepeatedHeaders } from './repeated-headers.ts';
import { resetPassword } from './reset-password.ts';
import { registerSmartHomeLogin } from './smart-home-login.ts';
import { status } from './status.ts';
import { requireUser } from './user-endpoint.ts';

export type AppApiOptions = Omit<AppServices, 'auditWriter' | 'appTokens' | 'codes' | 'devices' | 'frameLog'>;

/** The API of phone apps, as a plugin to register at the root of the HTTP app (app-open-api.md §5). */
export function createAppApi(options: AppApiOptions): (app: HttpApp) => Promise<void> {
  const { database, catalog, clock, seal } = options;
  const services: AppServices = {
    ...options,
    auditWriter: new AuditWriter(database),
    appTokens: new AppTokens(database),
    codes: new VerificationCodes(database, seal),
    devices: new DeviceLookup(database),
    frameLog: new FrameLog(database, { clock, monotonicClock }),
  };
  return async (face) => {
    allowOtherOrigins(face);
    takeLastOfRepeatedHeaders(face);
    acceptJsonBodies(face);
    callingApp.declareOn(face);
    declareAccess(face, appAccess);
    face.addHook('onRequest', async (request) => {
      const app = catalog.app(String(request.headers['x-gizwits-application-id']));
      if (!app) throw new QiyunError('9003');
      callingApp.set(request, app);
    });
    face.get('/app/errors', errors());
    face.get('/app/status', status());
    face.post('/app/users', createUserEndpoint(services));
    face.post('/app/login', login(services));
    registerSmartHomeLogin(face, services);
    face.post('/app/reset_password', resetPassword(services));
    registerCodes(face, services);
    face.get('/app/datapoint', datapoint(services));
    face.get('/app/devdata/:did/latest', latestData(services));
    face.register(withUser(services));
  };
}

/** Called with a user's token. */
function withUser(services: AppServices) {
  return async (face: HttpApp): Promise<void> => {
    requireUser(face, services);
    registerAccount(face, services);
    registerBindings(face, services);
    registerSharing(face, services);
  };
}
