/** A verification code on its way to somebody. */
export interface CodeMessage {
  readonly appid: string;
  /** What people know the app by. */
  readonly appName: string;
  /** `phone`: shows that a phone is at hand; `reset_password`: lets somebody choose a new password. */
  readonly purpose: 'phone' | 'reset_password';
  /** A phone number or an email address. */
  readonly recipient: string;
  readonly code: string;
  readonly language: 'en' | 'zh';
  readonly validMinutes: number;
}

/** Brings codes to people; rejects when one could not be handed over. Its errors name neither code nor recipient. */
export interface CodeSender {
  send(message: CodeMessage): Promise<void>;
}

/** Undefined where the operator has set up none. */
export interface CodeSenders {
  readonly sms: CodeSender | undefined;
  readonly mail: CodeSender | undefined;
}
