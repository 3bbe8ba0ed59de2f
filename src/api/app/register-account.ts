import type { HttpApp } from '../http-face.ts';
import type { AppServices } from './app-services.ts';
import { changeUser } from './change-user.ts';
import { logOut } from './log-out.ts';
import { markMessage } from './mark-message.ts';
import { messages } from './messages.ts';
import { profile } from './profile.ts';

/** What users do with their own account, and what they are told, on a plugin that requires a user. */
export function registerAccount(face: HttpApp, services: AppServices): void {
  face.get('/app/users', profile(services));
  face.put('/app/users', changeUser(services));
  face.delete('/app/logout', logOut(services));
  face.get('/app/messages', messages(services));
  face.put('/app/messages/:id', markMessage(services));
}
