import type { Access } from '../openapi/access.ts';
import { appErrorForm } from './app-error-form.ts';

/** The id of an app, without a user (app-open-api.md §5.1). */
export const appAccess: Access = {
  security: {
    appid: {
      type: 'apiKey',
      in: 'header',
      name: 'X-Gizwits-Application-Id',
      description: 'the app',
      'x-description-zh': '应用 appid',
    },
  },
  refusals: ['9003'],
  errorForm: appErrorForm,
  hasQuota: false,
};
