import type { App } from '../../store/catalog.ts';
import { RequestSlot } from '../request-slot.ts';

/** Set for every endpoint of /app. */
export const callingApp = new RequestSlot<App>('callingApp');
