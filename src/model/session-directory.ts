/** Knows in which server process each device is connected. */
export interface SessionDirectory {
  /**
   * Makes the calling process the one the device is connected to. Resolves when its session in another process, if it had
   * one, has ended and the end is recorded.
   *
   * @returns whether another process has written the device's state since the calling one last did
   */
  claim(deviceId: number): Promise<{ readonly wasElsewhere: boolean }>;
}
