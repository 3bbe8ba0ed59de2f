/** The most that an installation plays at once. */
export const virtualDevicesMax = 20;

/** What a virtual device has for a mac (enterprise-facts.md §7). */
export const virtualMac = 'virtual:site';

/** The devices that the server plays itself, on the same wire as any other. They run in its first process. */
export interface VirtualDevices {
  /** Starts and ends devices until those run that are entered as virtual ones, and only those; they get online in their own time. */
  reconcile(): Promise<void>;
  /**
   * Lets a product's device have these values, as if somebody had pressed its buttons, and report them.
   * @param attrs as in a control, but of any data point
   * @throws QiyunError 5305 not online, 5401 naming the data point
   */
  report(productId: number, attrs: Readonly<Record<string, unknown>>): Promise<void>;
}
