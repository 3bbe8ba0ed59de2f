/** The command word of a frame (device-cloud.md §4.1). */
export const frameCommand = {
  /** Cloud to device, without acknowledgement: control, read. */
  business: 0x0090,
  /** Device to cloud: report, answer to 0090; empty when there is nothing to say. */
  report: 0x0091,
  /** Either way, with a serial number that the other side must acknowledge. */
  confirmedBusiness: 0x0093,
  /** Acknowledges a 0093 by its serial number; may carry a payload. */
  acknowledgement: 0x0094,
} as const;

export type FrameCommand = (typeof frameCommand)[keyof typeof frameCommand];

export function isFrameCommand(command: number): command is FrameCommand {
  return command === 0x0090 || command === 0x0091 || command === 0x0093 || command === 0x0094;
}

export function hasSerialNumber(command: FrameCommand): boolean {
  return command === frameCommand.confirmedBusiness || command === frameCommand.acknowledgement;
}
