/**
 * Where a device was before a claim. `nowhere`: no process has had it since the installation was started. `here`: the
 * claiming process, and no other since. `elsewhere`: another process, which may have written the device's present until
 * the claim was granted. `dismissed`: one of the first two, but the device has been sent away, since when it may have been
 * disabled, given another passcode or erased.
 */
export type FormerPlace = 'nowhere' | 'here' | 'elsewhere' | 'dismissed';

/** Knows in which server process each device is connected. */
export interface SessionDirectory {
  /**
   * Makes the calling process the one the device is connected to. Resolves when all that another process did for the
   * device is on disk, the end of its session included.
   *
   * @param claim counts up within the calling process; a process that loses the device is told the last claim it loses
   */
  claim(deviceId: number, claim: number): Promise<FormerPlace>;
}
