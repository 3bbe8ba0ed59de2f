import type { BootstrapServer } from './bootstrap-exchange.ts';
import type { MqttVersion } from './connect-packet.ts';
import type { DeviceHabits } from './device-habits.ts';
import { DeviceLife } from './device-life.ts';
import type { DeliveryQos } from './mqtt-connection.ts';
import { newPasscode } from './passcode.ts';
import { SeededRandom } from './seeded-random.ts';
import { type RetryPause, SimulatedDevice } from './simulated-device.ts';
import { simulatedMac } from './simulated-mac.ts';
import type { SimulatedProduct } from './simulated-product.ts';

export interface FleetPart {
  readonly product: SimulatedProduct;
  readonly deviceCount: number;
  /** So many of its first devices never go away by themselves; none when left out. */
  readonly steadyCount?: number;
}

export interface SimulatedFleetOptions {
  readonly bootstrap: BootstrapServer;
  readonly parts: readonly FleetPart[];
  readonly habits: DeviceHabits;
  /** The same seed makes the same devices live the same life. */
  readonly seed: number;
  /** 50 when left out; up to 1,000. */
  readonly connectsPerSecond?: number;
  readonly keepAliveSeconds?: number;
  readonly qos?: DeliveryQos;
  /** 3.1 when left out. */
  readonly version?: MqttVersion;
  readonly retryPause?: RetryPause;
}

export interface FleetProgress {
  readonly devices: number;
  readonly online: number;
  readonly reportsSent: number;
  readonly controlsAnswered: number;
}

/**
 * Many devices of some products, each with a life of its own. A device's mac and passcode follow from its number alone,
 * so that a later fleet is the same devices again.
 */
export class SimulatedFleet {
  readonly devices: readonly SimulatedDevice[];
  readonly #lives: readonly DeviceLife[];
  readonly #connectIntervalMs: number;
  #connecting: NodeJS.Timeout | undefined;

  constructor(options: SimulatedFleetOptions) {
    this.devices = options.parts.flatMap((part) => createDevices(part, options));
    const habits = options.parts.flatMap((part) => habitsOf(part, options.habits));
    this.#lives = this.devices.map((device, index) => {
      return new DeviceLife(device, habits[index]!, new SeededRandom(options.seed, index + 1));
    });
    this.#connectIntervalMs = 1000 / (options.connectsPerSecond ?? 50);
  }

  get progress(): FleetProgress {
    const { devices } = this;
    return {
      devices: devices.length,
      online: devices.filter(({ isOnline }) => isOnline).length,
      reportsSent: devices.reduce((sum, { reportsSent }) => sum + reportsSent, 0),
      controlsAnswered: devices.reduce((sum, { controlsAnswered }) => sum + controlsAnswered, 0),
    };
  }

  /** Begins one life after another, at the rate of connects. */
  start(): void {
    const waiting = this.#lives.values();
    const beginNext = (): void => {
      const next = waiting.next();
      if (next.done) clearInterval(this.#connecting);
      else next.value.begin();
    };
    beginNext();
    this.#connecting = setInterval(beginNext, this.#connectIntervalMs);
  }

  /** Resolves when all connections are gone. */
  async stop(): Promise<void> {
    clearInterval(this.#connecting);
    await Promise.all(this.#lives.map((life) => life.end()));
  }
}

/** Of each device. */
function habitsOf({ deviceCount, steadyCount = 0 }: FleetPart, habits: DeviceHabits): DeviceHabits[] {
  const steady = { ...habits, leaveChance: 0 };
  return Array.from({ length: deviceCount }, (_, index) => (index < steadyCount ? steady : habits));
}

function createDevices(
  { product, deviceCount }: FleetPart,
  options: SimulatedFleetOptions,
): SimulatedDevice[] {
  const { bootstrap, keepAliveSeconds = 120, qos = 0, version = '3.1', retryPause } = options;
  return Array.from({ length: deviceCount }, (_, index) => {
    const random = new SeededRandom(index);
    return new SimulatedDevice({
      bootstrap,
      product,
      mac: simulatedMac(index),
      passcode: newPasscode(() => random.next()),
      keepAliveSeconds,
      qos,
      version,
      reportsOnArrival: true,
      ...(retryPause && { retryPause }),
    });
  });
}
