import type { HttpApp } from '../http-face.ts';
import { acceptCode } from './accept-code.ts';
import { answerSharing } from './answer-sharing.ts';
import type { AppServices } from './app-services.ts';
import { cancelSharing } from './cancel-sharing.ts';
import { codedSharing } from './coded-sharing.ts';
import { createSharing } from './create-sharing.ts';
import { nameInSharing } from './name-in-sharing.ts';
import { sharings } from './sharings.ts';
import { transferDevice } from './transfer-device.ts';

/** What users share with each other, on a plugin that requires a user. */
export function registerSharing(face: HttpApp, services: AppServices): void {
  face.get('/app/sharing', sharings(services));
  face.post('/app/sharing', createSharing(services));
  face.put('/app/sharing/:id', answerSharing(services));
  face.delete('/app/sharing/:id', cancelSharing(services));
  face.get('/app/sharing/code/:code', codedSharing(services));
  face.post('/app/sharing/code/:code', acceptCode(services));
  face.put('/app/sharing/:id/alias', nameInSharing(services));
  face.post('/app/sharing/:did/transfer', transferDevice(services));
}
