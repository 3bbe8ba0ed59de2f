/** What the gateway has to know of a device's product; its limits stand in place of `SessionLimits` where they are set. */
export interface DeviceProduct {
  readonly productKey: string;
  readonly maxMessagesPerSecond: number | undefined;
  readonly maxPayloadBytes: number | undefined;
}
