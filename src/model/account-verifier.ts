/** An account of somebody else's, as an app shows it. */
export interface ShownAccount {
  readonly appid: string;
  /** Whose account it is, such as `wechat`. */
  readonly src: string;
  readonly uid: string;
  readonly token: string;
  readonly tokenSecret: string | undefined;
}

/** Says whether accounts of others are what apps say they are. */
export interface AccountVerifier {
  /** The uid to know the account by; undefined when it is refused. Rejects when that cannot be found out. */
  verify(account: ShownAccount): Promise<string | undefined>;
}
