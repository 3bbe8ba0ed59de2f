/** What apps are told of a device, once it is on disk. */
export type DeviceEvent = DeviceReport | DevicePresence;

export interface DeviceReport {
  readonly type: 'report';
  readonly deviceId: number;
  readonly did: string;
  /** The whole frame as the device sent it. */
  readonly frame: Uint8Array;
  /** JSON of the device's data points after this report; undefined for data that only the device's owner understands. */
  readonly attrs: string | undefined;
}

export interface DevicePresence {
  readonly type: 'presence';
  readonly deviceId: number;
  readonly isOnline: boolean;
}

/** Takes what has happened to devices. */
export interface DeviceEventSink {
  /** Asked for every frame. */
  isWatched(deviceId: number): boolean;
  publish(event: DeviceEvent): void;
}

/** Is told what happens to the devices it watches, in the order in which it came to the disk. */
export type DeviceListener = (event: DeviceEvent) => void;

/** Where events of devices can be had, whichever process of the installation has the device. */
export interface DeviceWatch {
  /** Resolves when the listener is told of whatever comes to the disk from now on. Watching twice changes nothing. */
  watch(deviceIds: readonly number[], listener: DeviceListener): Promise<void>;
  /** From now on the listener is told nothing more of these devices. */
  unwatch(deviceIds: readonly number[], listener: DeviceListener): void;
}
