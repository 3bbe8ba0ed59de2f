/**
 * By which way something was done (snoti.md, `source`): a WebSocket, the App API, the Enterprise API, by an administrator, or
 * by a member of an enterprise at the console.
 */
export type AuditSource = 'client' | 'open_api' | 'enterprise_api' | 'admin' | 'console';

/** Who acts. An enterprise, a user and a member act for themselves; administrators are not told apart. */
export interface AuditActor {
  readonly source: AuditSource;
  /** That acts, or whose app the user acts with. */
  readonly enterpriseId?: string;
  readonly uid?: string;
  readonly appid?: string;
  readonly memberId?: string;
  readonly clientIp: string;
}

export type AuditAction =
  | `enterprise.${'create' | 'update' | 'rotate_secret' | 'erase'}`
  | `product.${'create' | 'update' | 'rotate_secret' | 'erase' | 'associate' | 'dissociate' | 'issue_token'}`
  | `app.${'create' | 'rotate_secret' | 'erase'}`
  | `user.${'import' | 'create' | 'login' | 'logout' | 'update' | 'reset_password' | 'erase'}`
  | `device.${'import' | 'import_bindings' | 'approve' | 'refuse' | 'update' | 'erase' | 'control' | 'check_firmware' | 'bind' | 'unbind' | 'label' | 'transfer'}`
  | `virtual_device.${'start' | 'report' | 'stop'}`
  | `device_group.${'create' | 'update' | 'change' | 'delete'}`
  | `sharing.${'create' | 'accept' | 'refuse' | 'cancel' | 'name'}`
  | `member.${'create' | 'update' | 'change_password' | 'erase'}`
  | `session.${'begin' | 'end'}`
  | `backup.${'create' | 'erase'}`
  | 'report.rebuild';

/** What is done, and to what: whatever of it is known. */
export interface AuditedAct {
  readonly action: AuditAction;
  readonly enterpriseId?: string;
  readonly productKey?: string;
  /** One event each. Left out: one event that is of no device. */
  readonly dids?: readonly string[];
  /** Whom an enterprise or an administrator acts on. */
  readonly uid?: string;
  /** Whom it concerns besides. */
  readonly otherUid?: string;
  readonly appid?: string;
  /** What else there is to say, as it is read later: no secrets, and of people nothing but ids. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditEvent extends AuditActor, AuditedAct {
  readonly occurredAtMs: number;
  /** `ok`, or the code with which a command came back. */
  readonly result: string;
}
