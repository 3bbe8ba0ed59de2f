import type { DeviceReport } from '../../model/device-event.ts';
import type { InvalidMessage } from './invalid-message.ts';

/** What apps are sent (app-open-api.md §5.4), as text. */

export const pong = JSON.stringify({ cmd: 'pong' });

export function loginResult(success: boolean): string {
  return JSON.stringify({ cmd: 'login_res', data: { success } });
}

export interface SubscribeOutcome {
  readonly did: string;
  /** 0 when it succeeded. */
  readonly error_code: number;
  readonly msg: string;
}

export function subscribeResult(
  success: readonly SubscribeOutcome[],
  failed: readonly SubscribeOutcome[],
): string {
  return JSON.stringify({ cmd: 'subscribe_res', data: { success, failed } });
}

/** The device's data points; `resSn` of the read that they answer. */
export function notification(did: string, attrs: string, resSn: number | undefined): string {
  const answered = resSn === undefined ? '' : `"res_sn":${resSn},`;
  return `{"cmd":"s2c_noti",${answered}"data":{"did":"${did}","attrs":${attrs}}}`;
}

export function rawData({ did, frame }: Pick<DeviceReport, 'did' | 'frame'>): string {
  return `{"cmd":"s2c_raw","data":{"did":"${did}","raw":[${frame.join(',')}]}}`;
}

export function acknowledgement(did: string, resSn: number): string {
  return JSON.stringify({ cmd: 's2c_ack', res_sn: resSn, did });
}

export function onlineStatus(data: {
  readonly did: string;
  readonly passcode: string;
  readonly mac: string;
  readonly online: boolean;
}): string {
  return JSON.stringify({ cmd: 's2c_online_status', data });
}

export function bindingChanged(did: string, bind: boolean): string {
  return JSON.stringify({ cmd: 's2c_binding_changed', data: { did, bind } });
}

export function invalidMessage({ code, message }: InvalidMessage): string {
  return JSON.stringify({ cmd: 's2c_invalid_msg', data: { error_code: code, msg: message } });
}
