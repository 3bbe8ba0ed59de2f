import type { HttpApp } from '../http-face.ts';
import { declareAccess } from '../openapi/access.ts';
import { aggData } from './agg-data.ts';
import type { AppServices } from './app-services.ts';
import { bindByPasscode } from './bind-by-passcode.ts';
import { bindLatest } from './bind-latest.ts';
import { bindMac } from './bind-mac.ts';
import { bindings } from './bindings.ts';
import { boundDevice } from './bound-device.ts';
import { deviceByMac } from './device-by-mac.ts';
import { deviceControl } from './device-control.ts';
import { guests } from './guests.ts';
import { rawData } from './raw-data.ts';
import { signedAccess } from './signed-access.ts';
import { unbindGuest } from './unbind-guest.ts';
import { unbindOwn } from './unbind-own.ts';
import { updateBinding } from './update-binding.ts';

/** What users do with devices, on a plugin that requires a user. */
export function registerBindings(face: HttpApp, services: AppServices): void {
  face.register(async (signed) => {
    declareAccess(signed, signedAccess);
    signed.post('/app/bind_mac', bindMac(services));
  });
  face.get('/app/devices', deviceByMac(services));
  face.get('/app/devices/:did', boundDevice(services));
  face.get('/app/devices/:did/raw_data', rawData(services));
  face.get('/app/devdata/:did/agg_data', aggData(services));
  face.post('/app/control/:did', deviceControl(services));
  face.get('/app/bindings', bindings(services));
  face.post('/app/bindings', bindByPasscode(services));
  face.post('/app/bind_latest', bindLatest(services));
  face.delete('/app/bindings', unbindOwn(services));
  face.get('/app/:did/bindings', guests(services));
  face.delete('/app/:did/bindings', unbindGuest(services));
  face.put('/app/bindings/:did', updateBinding(services));
}
