/** What an operator has set, as far as the console shows it: no secrets. */
export interface InstallationFacts {
  readonly dataDir: string;
  /** The host of the operator's PostgreSQL; undefined: the embedded one. */
  readonly databaseHost: string | undefined;
  readonly retentionDays: number;
  readonly auditDays: number;
  readonly reportTimeZone: string;
  readonly publicHost: string | undefined;
  ports(): {
    readonly http: number;
    readonly mqtt: number;
    readonly deviceHttp: number | undefined;
    readonly https: number | undefined;
    readonly mqtts: number | undefined;
  };
  /** Whether it is set up. */
  readonly senders: {
    readonly mail: boolean;
    readonly sms: boolean;
    readonly accounts: boolean;
    readonly codesInLog: boolean;
  };
}
