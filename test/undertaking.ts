/** Something that somebody does again and again under load, and that can be held against what the server says afterwards. */
export interface Undertaking {
  readonly what: string;
  /** Acts that the server has acknowledged. */
  readonly acknowledged: number;
  /**
   * One act more.
   * @throws when it is not acknowledged: then nobody knows whether it was done
   */
  act(): Promise<void>;
  /** What is wrong with what the server says of all acts; undefined when nothing is. Nobody may act meanwhile. */
  complaint(): Promise<string | undefined>;
}
