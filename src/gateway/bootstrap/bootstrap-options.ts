import type { Clock } from '../../model/clock.ts';
import type { DeviceRegistrar } from '../../model/device-registration.ts';

export interface BootstrapOptions {
  readonly registrar: DeviceRegistrar;
  /** What modules are told to connect to; undefined: the host they asked (contract.md §9, QIYUN_PUBLIC_HOST). */
  readonly publicHost: string | undefined;
  readonly clock: Clock;
  /** The port that MQTT listens on by now; asked anew each time, since port 0 picks one at the start. */
  mqttPort(): number;
  /** The same of MQTT over TLS; undefined: there is none. */
  mqttsPort(): number | undefined;
}
