/** A server that the load generator can be pointed at. */
export interface LoadTarget {
  readonly mqttPort: number;
  /** Processor time so far: of the server's own processes, and of its database, 0 where there is none. */
  cpuSeconds(): { readonly server: number; readonly postgres: number };
  /** In use by the same processes. */
  memoryBytes(): { readonly server: number; readonly postgres: number };
  stop(): Promise<void>;
}
